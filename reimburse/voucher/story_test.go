package voucher_test

import (
	"time"

	"licheng/lang"
	"licheng/reimburse/claim"
	"licheng/reimburse/money"
	"licheng/reimburse/voucher"
)

var shanghai = time.FixedZone("Asia/Shanghai", 8*60*60)

func on(day, hour, minute int) time.Time {
	return time.Date(2026, 10, day, hour, minute, 0, 0, shanghai)
}

var printedAt = time.Date(2026, 11, 2, 1, 0, 0, 0, time.UTC)

// story is the October of 𠮷田丽: three trips, a toll, a monthly cap.
// 68.0 km × 0.80 = 54.40; 45.5 × 0.80 = 36.40; 12.0 × 0.80 = 9.60; toll 24.70;
// cap −5.10: together 120.00.
func story() voucher.Claim {
	rule := claim.Rule{ID: "km", Clause: "第六条第一款", Document: "青石县公务交通费报销办法", Version: "2026-1", InForce: "2026-01-01"}
	line := func(code claim.Code, trip, quantity, unit, rate string, fen money.Amount, zh string) claim.Line {
		return claim.Line{Code: code, Trip: trip, Quantity: quantity, Unit: unit, Rate: rate, Amount: fen, Rule: rule, Text: lang.Say(zh, zh)}
	}
	return voucher.Claim{
		ID: "0199a7c2-5d10-7abc-8def-001122334455", Month: "2026-10", Sequence: 1,
		Unit: "青石县青石镇人民政府", Township: "青石镇", Class: "事业编",
		Person: voucher.Payee{ID: "p1", Name: "𠮷田丽", Title: "八级职员", Bank: "青石农村商业银行", Account: "6222020000001234567"},
		Trips: []voucher.Trip{
			{ID: "t1", Start: on(9, 8, 5), End: on(9, 9, 35), Route: []string{"青石镇", "青石县城"}, Purpose: "送报防汛物资台账", Persons: 2, Vehicle: "自驾 轿车", Plate: "云A12345", DistanceM: 68_000},
			{ID: "t2", Start: on(15, 7, 50), End: on(15, 17, 20), Route: []string{"青石镇", "㵲阳村", "龙塘坳", "青石镇"}, Purpose: "走访脱贫户", Persons: 1, Vehicle: "自驾 轿车", Plate: "云A12345", DistanceM: 45_500},
			{ID: "t3", Start: on(21, 14, 0), End: on(21, 14, 40), Route: []string{"青石镇", "岩脚寨"}, Purpose: "走访脱贫户", Persons: 1, Vehicle: "自驾 轿车", Plate: "云A12345", DistanceM: 12_000},
		},
		Lines: []claim.Line{
			line(claim.Mileage, "t1", "68.0", "km", "0.80", 5440, "10月9日 青石镇到青石县城，68.0 公里 × 0.80 元 = 54.40 元。"),
			line(claim.TollCode, "t1", "2", "interval", "", 2470, "10月9日 通行费 2 个收费单元 12.35 + 12.35 = 24.70 元。"),
			line(claim.Mileage, "t2", "45.5", "km", "0.80", 3640, "10月15日 环行走访，45.5 公里 × 0.80 元 = 36.40 元。"),
			line(claim.Mileage, "t3", "12.0", "km", "0.80", 960, "10月21日 青石镇到岩脚寨，12.0 公里 × 0.80 元 = 9.60 元。"),
			line(claim.OverMonthlyCap, "", "1", "month", "-5.10", -510, "本月合计 125.10 元，超过每月封顶 120.00 元，未补 5.10 元。"),
		},
		Total: 12_000, Papers: 2,
		Steps: []voucher.Step{
			{Action: claim.Submit, By: "wangl", At: on(31, 18, 0)},
			{Action: claim.Approve, By: "caiwu1", At: printedAt},
		},
		Document:  "青石县公务交通费报销办法 2026-1 版（2026-01-01 起）",
		Proof:     voucher.Proof{County: "529901", Claim: "0199a7c2-5d10-7abc-8def-001122334455", Seq: 12, Hash: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", Digest: "60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752"},
		PrintedAt: printedAt,
	}
}

// entries are three claims of a month: 120.00, 80.00 and 1,409.50.
func entries() []voucher.Entry {
	entry := func(id, name, class string, tripCount int, km float64, fare, toll, total, cut money.Amount) voucher.Entry {
		return voucher.Entry{
			Claim: id, Person: name, Class: class, Unit: "青石镇人民政府", Township: "青石镇", Month: "2026-10", Sequence: 1, Trips: tripCount,
			DistanceM: km * 1000, Sums: voucher.Sums{Fare: fare, Tolls: toll, Other: total - fare - toll}, Total: total, Cut: cut,
			State: "已支付", Submitted: on(31, 18, 0), Decided: printedAt, DecidedBy: "caiwu1", Paid: printedAt.Add(time.Hour), Reference: "B-2026-11-01",
		}
	}
	return []voucher.Entry{
		entry("c1", "𠮷田丽", "事业编", 3, 125.5, 10_040, 2_470, 12_000, 510),
		entry("c2", "李二", "驻村工作队", 1, 100, 8_000, 0, 8_000, 0),
		entry("c3", "欧阳建国", "临聘", 22, 1_540.2, 123_216, 17_734, 140_950, 0),
	}
}

func list() voucher.List {
	return voucher.List{
		County: "青石县 529901", Month: "2026-10", Entries: entries(), PrintedAt: printedAt,
		From: on(31, 0, 0).AddDate(0, 0, 3), To: on(31, 0, 0).AddDate(0, 0, 10), Contact: "青石县财政局 0851-0000000",
	}
}

func request() voucher.Request {
	return voucher.Request{
		ID: "R-2026-10-0007", Unit: "青石县青石镇人民政府", Person: "𠮷田丽", Class: "事业编", Purpose: "到㵲阳村、龙塘坳核查地质灾害隐患点，慰问转移群众",
		Places: []string{"㵲阳村", "龙塘坳"}, From: on(15, 7, 30), To: on(15, 18, 0), Companions: []string{"李二"}, Means: "自驾私家车", Plate: "云A12345",
		ExpectKM: "46", ExpectFen: 3680, AskedAt: on(14, 16, 0), State: "同意", DecidedBy: "zhangzhen", DecidedAt: on(14, 17, 5), PrintedAt: printedAt,
	}
}
