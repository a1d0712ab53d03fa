import { say, type Text } from '@/shared/say/language'

// What a rule is called on every page; docs/verification.md says what it looks at.
const names: Record<string, Text> = {
  'claimed-distance': { zh: '自报里程不符', en: 'Odometer differs' },
  'closure-explains': { zh: '封路绕行', en: 'Round a closure' },
  'copied-trace': { zh: '疑似复制的轨迹', en: 'Looks copied' },
  'datum-unsure': { zh: '坐标系不明', en: 'Datum unsure' },
  'destination-missed': { zh: '未到审批地点', en: 'Destination missed' },
  'drawn-for-check': { zh: '抽到核对', en: 'Drawn for a check' },
  'evidence-learnt': { zh: '凭证有新情况', en: 'Evidence learnt' },
  'frozen-fixes': { zh: '重发旧位置', en: 'Old positions repeated' },
  'impossible-force': { zh: '弯道过急', en: 'Bends too fast' },
  'impossible-hurry': { zh: '弯路过快', en: 'Winding road too fast' },
  'impossible-speed': { zh: '速度过快', en: 'Too fast' },
  'merged-traces': { zh: '合并的轨迹', en: 'Merged traces' },
  'mock-location': { zh: '模拟定位', en: 'Mock location' },
  'off-road': { zh: '图外路段', en: 'Off the map' },
  'outside-request': { zh: '不在审批时段', en: 'Outside of the request' },
  'path-broken': { zh: '路线中断', en: 'Path broken' },
  'perfect-line': { zh: '路线过于精准', en: 'Line too perfect' },
  'perfect-pace': { zh: '车速过于均匀', en: 'Pace too even' },
  'person-in-two-places': { zh: '人在两处', en: 'Person in two places' },
  'remembered-trace': { zh: '与旧轨迹相同', en: 'Same as an old trace' },
  'road-closed': { zh: '经过封闭路段', en: 'Along a closed road' },
  rounds: { zh: '反复绕圈', en: 'Round and round' },
  'same-car-at-once': { zh: '同车同行', en: 'Shared ride' },
  'same-trip-twice': { zh: '同一行程交了两次', en: 'Same trip twice' },
  'vehicle-in-two-places': { zh: '车在两处', en: 'Vehicle in two places' },
  'way-closed': { zh: '常走路线封闭', en: 'Usual way closed' },
}

/** The name of a finding's rule; a rule without one, of a newer server, stays as it is written. */
export function ruleName(rule: string): string {
  const name = names[rule]
  return name ? say(name) : rule
}
