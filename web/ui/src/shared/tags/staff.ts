import type { Text } from '@/shared/say/language'

/** The staff classes of a county, as both languages name them. */
export const staffClasses: Record<string, Text> = {
  civil_servant: { zh: '公务员（含参公）', en: 'Civil servant' },
  institution: { zh: '事业编', en: 'Public institution staff' },
  village_team: { zh: '驻村工作队', en: 'Village work team' },
  temporary: { zh: '临聘人员', en: 'Contract staff' },
  village_cadre: { zh: '村干部', en: 'Village cadre' },
}

/** Names a staff class; an unknown one is shown as it is. */
export function staffClass(id: string): Text {
  return staffClasses[id] ?? { zh: id, en: id }
}
