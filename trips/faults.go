package trips

import (
	"licheng"
	"licheng/lang"
)

// The faults of this room. Each can be met by a user and is written for one.
var (
	// ErrTooLarge reports an upload over the limit of bytes.
	ErrTooLarge = &licheng.Fault{Kind: licheng.TooLarge, Slug: "trace-too-large", Title: lang.Say(
		"轨迹文件超过 64 MB，太大了。请按天分开导出，或压缩成 zip 后再上传。",
		"The trace file is larger than 64 MB. Export it day by day, or pack it as zip, and hand it in again.")}

	// ErrEmpty reports an upload without a byte.
	ErrEmpty = &licheng.Fault{Kind: licheng.Invalid, Slug: "trace-empty", Title: lang.Say(
		"文件是空的。请在记录软件里重新导出后再上传。",
		"The file is empty. Export it from the recording app again, then hand it in.")}

	// ErrBody reports an upload that stopped on its way.
	ErrBody = &licheng.Fault{Kind: licheng.Invalid, Slug: "trace-incomplete", Title: lang.Say(
		"上传中断，文件没有收全。请再传一次，不会重复计算。",
		"The upload stopped before the file was whole. Send it again; it will not be counted twice.")}

	// ErrDatum reports a declared datum that is none.
	ErrDatum = &licheng.Fault{Kind: licheng.Invalid, Slug: "datum-unknown", Title: lang.Say(
		"坐标系只能是 auto、wgs84、gcj02、bd09。",
		"The datum must be one of auto, wgs84, gcj02, bd09.")}

	// ErrPurpose reports a purpose that is too long.
	ErrPurpose = &licheng.Fault{Kind: licheng.Invalid, Slug: "purpose-too-long", Title: lang.Say(
		"出行事由太长，请控制在 500 字以内。",
		"The purpose is too long: keep it within 500 characters.")}

	// ErrCounty reports an account whose county is not a six-digit code.
	ErrCounty = &licheng.Fault{Kind: licheng.Invalid, Slug: "county-unknown", Title: lang.Say(
		"账号的县区代码不是六位数字（GB/T 2260），请管理员更正。",
		"The account's county is not a six-digit GB/T 2260 code; ask the administrator to mend it.")}

	// ErrNotOwn reports a hand-in for somebody else, or by an account that is
	// nobody's.
	ErrNotOwn = &licheng.Fault{Kind: licheng.Denied, Slug: "trace-not-own", Title: lang.Say(
		"只能上传本人的出行轨迹，请用本人账号登录。",
		"Only one's own trips can be handed in: log in with the account of the person who travelled.")}

	// ErrVehicle reports a vehicle the person may not drive on a claim.
	ErrVehicle = &licheng.Fault{Kind: licheng.Unprocessable, Slug: "vehicle-not-own", Title: lang.Say(
		"这辆车没有登记在您名下，请选择本人登记的车辆，或请管理员登记。",
		"This vehicle is not registered to you: choose one of yours, or ask the administrator to register it.")}

	// ErrStatement reports a statement without two places, or with an odd distance.
	ErrStatement = &licheng.Fault{Kind: licheng.Invalid, Slug: "statement-incomplete", Title: lang.Say(
		"请按先后选 2 到 12 个地点，里程（可不填）不超过 2000 公里。",
		"Name 2 to 12 places in their order, and no more than 2,000 km if you name any.")}

	// ErrStatedPlace reports a place the county does not have, or one twice in a row.
	ErrStatedPlace = &licheng.Fault{Kind: licheng.Unprocessable, Slug: "statement-place-unknown", Title: lang.Say(
		"有一个地点在当日的地名表里没有，或与前一个相同。请从地名表里另选；缺的地名请管理员导入。",
		"A place is not among the county's places of that day, or is the same as the one before. Choose another; the administrator can import what is missing.")}

	// ErrStatedTime reports a departure ahead of now or too long ago.
	ErrStatedTime = &licheng.Fault{Kind: licheng.Unprocessable, Slug: "statement-time", Title: lang.Say(
		"出发时间不能晚于现在，也不能早于一年前。",
		"The departure must not lie ahead, nor more than a year ago.")}

	// ErrEvidence reports evidence that is none.
	ErrEvidence = &licheng.Fault{Kind: licheng.Invalid, Slug: "evidence-unknown", Title: lang.Say(
		"凭证只能是 toll-record、request、dispatch-slip、companion、usual-route、own-word。",
		"The evidence must be one of toll-record, request, dispatch-slip, companion, usual-route, own-word.")}

	// ErrNoTraceAccess reports an account that is not to see tracks at all.
	ErrNoTraceAccess = &licheng.Fault{Kind: licheng.Denied, Slug: "tracks-denied", Title: lang.Say(
		"此账号无权查看出行轨迹。",
		"This account may not see tracks.")}

	// ErrNoTrace reports an upload that does not exist or is not the actor's to see.
	ErrNoTrace = &licheng.Fault{Kind: licheng.NotFound, Slug: "trace-not-found", Title: lang.Say(
		"没有这条轨迹。", "There is no such trace.")}

	// ErrNoTrip reports a trip that does not exist or is not the actor's to see.
	ErrNoTrip = &licheng.Fault{Kind: licheng.NotFound, Slug: "trip-not-found", Title: lang.Say(
		"没有这次出行。", "There is no such trip.")}

	// ErrNoReason reports a look at another person's raw fixes without a purpose.
	ErrNoReason = &licheng.Fault{Kind: licheng.Invalid, Slug: "purpose-required", Title: lang.Say(
		"查看他人的原始轨迹须写明用途；用途会记录下来，本人可以看到。",
		"Say what you need another person's raw track for; it is recorded and the owner can see it.")}

	// ErrPurged reports raw points that were purged after settlement, or since
	// nobody handed their trip in.
	ErrPurged = &licheng.Fault{Kind: licheng.Gone, Slug: "points-purged", Title: lang.Say(
		"保存期已满，这次行程的原始轨迹点已按规定删除；行驶路线、里程和文件校验值仍可查看。",
		"The time of keeping is over and the raw points of this trip were purged by rule; the road driven, its length and the sums of the file can still be seen.")}

	// ErrHeld reports a change to a trip that is in a claim already handed in.
	ErrHeld = &licheng.Fault{Kind: licheng.Conflict, Slug: "trip-claimed", Title: lang.Say(
		"这次出行已在提交的报销单里，不能再改。如需更正，请让财务退回报销单。",
		"This trip is in a claim that was handed in and cannot be changed. Ask finance to return the claim.")}

	// ErrMonth reports a month that is not written 2026-10.
	ErrMonth = &licheng.Fault{Kind: licheng.Invalid, Slug: "month-unreadable", Title: lang.Say(
		"月份请写成 2026-10 这样。", "Write the month like 2026-10.")}

	// ErrImportDenied reports an import by an account that may not load tables.
	ErrImportDenied = &licheng.Fault{Kind: licheng.Denied, Slug: "import-denied", Title: lang.Say(
		"只有管理员可以导入表格。", "Only an administrator may import tables.")}

	// ErrTable reports a table that cannot be read at all.
	ErrTable = &licheng.Fault{Kind: licheng.Unprocessable, Slug: "table-unreadable", Title: lang.Say(
		"表格无法读取：请用 CSV（UTF-8 或 GB18030）或 XLSX，并保留表头。",
		"The table cannot be read: use CSV (UTF-8 or GB18030) or XLSX with its header row.")}

	// ErrRecordingTime reports a recording that is to last no time or too long.
	ErrRecordingTime = &licheng.Fault{Kind: licheng.Invalid, Slug: "recording-time", Title: lang.Say(
		"记录时长要在 24 小时以内。",
		"A recording lasts at most 24 hours.")}

	// ErrRecordingOpen reports a second recording beside one that is open.
	ErrRecordingOpen = &licheng.Fault{Kind: licheng.Conflict, Slug: "recording-open", Title: lang.Say(
		"已有一段记录正在进行，请先结束它。",
		"A recording is open already: end it first.")}

	// ErrNoRecording reports a recording that is not there or not the actor's.
	ErrNoRecording = &licheng.Fault{Kind: licheng.NotFound, Slug: "recording-not-found", Title: lang.Say(
		"没有这段记录。", "There is no such recording.")}

	// ErrPrivateArea reports a private area that is none.
	ErrPrivateArea = &licheng.Fault{Kind: licheng.Invalid, Slug: "private-area", Title: lang.Say(
		"私密范围要有地图上的一个圆，半径 100 米到 5 公里。",
		"A private area is a circle on the map with a radius from 100 m to 5 km.")}

	// ErrPrivateAreas reports one private area too many.
	ErrPrivateAreas = &licheng.Fault{Kind: licheng.Conflict, Slug: "private-areas-full", Title: lang.Say(
		"最多可设 20 处私密范围，请先删去一处。",
		"There can be 20 private areas: remove one first.")}

	// ErrPrivateSpan reports a stretch of time that ends before it begins.
	ErrPrivateSpan = &licheng.Fault{Kind: licheng.Invalid, Slug: "private-span", Title: lang.Say(
		"时段的结束要晚于开始。",
		"A stretch of time ends after it begins.")}

	// ErrSentSHA256 reports a hash of the file as sent that is none.
	ErrSentSHA256 = &licheng.Fault{Kind: licheng.Invalid, Slug: "sent-sha256", Title: lang.Say(
		"原文件的 SHA-256 要写成 64 位十六进制小写字母和数字。",
		"The SHA-256 of the original file is 64 hexadecimal digits in small letters.")}

	// ErrAllPrivate reports a file of which nothing is left.
	ErrAllPrivate = &licheng.Fault{Kind: licheng.Unprocessable, Slug: "trace-all-private", Title: lang.Say(
		"裁去您设的私密范围和时段以后，这份文件没有剩下任何点，所以什么也没有保存。如果里面有公务行程，请检查所设的范围和时段。",
		"Nothing is left of this file after your private areas and times were cut, so nothing was stored. If there is a working trip in it, check the areas and times you set.")}

	// ErrUntimedPrivate reports a stretch of time to be cut out of a file
	// without times.
	ErrUntimedPrivate = &licheng.Fault{Kind: licheng.Unprocessable, Slug: "trace-untimed-private", Title: lang.Say(
		"这份文件的点没有时间，无法按时段裁剪，所以什么也没有保存。请导出带时间的轨迹，或不填时段再传。",
		"The points of this file carry no times, so that no stretch of time can be cut, and nothing was stored. Export the track with times, or hand it in without naming times.")}

	// ErrEdit reports a cut that leaves no trip on one side, or cuts nothing.
	ErrEdit = &licheng.Fault{Kind: licheng.Unprocessable, Slug: "trip-edit", Title: lang.Say(
		"切开的时间要在这次行程之内，两边都要留下至少两个定位点；没有时间的行程不能切。",
		"Cut a trip at a time within it, with at least two fixes left on either side; one without times cannot be cut.")}

	// ErrNotNeighbours reports two trips that do not follow one another.
	ErrNotNeighbours = &licheng.Fault{Kind: licheng.Unprocessable, Slug: "trips-apart", Title: lang.Say(
		"只能合并本人前后相接、都有带时间轨迹的两次行程，中间不能隔着别的行程。",
		"Only two trips of one's own can be merged that follow one another with none between, and both have a trace with times.")}

	// ErrMergeVehicles reports two trips in different vehicles.
	ErrMergeVehicles = &licheng.Fault{Kind: licheng.Unprocessable, Slug: "trips-two-vehicles", Title: lang.Say(
		"这两次行程填的不是同一辆车。如果其实是同一辆，请先改成一样的再合并。",
		"These two trips name different vehicles. If it was the same one, put that right first, then merge them.")}

	// ErrMergeSpan reports two trips that would be one of more than a day.
	ErrMergeSpan = &licheng.Fault{Kind: licheng.Unprocessable, Slug: "trips-over-a-day", Title: lang.Say(
		"合并后从出发到结束不能超过 24 小时。",
		"Two trips can be merged that take no more than 24 hours from the first start to the last end.")}

	// ErrMergeDatum reports two traces whose positions may be in different datums.
	ErrMergeDatum = &licheng.Fault{Kind: licheng.Unprocessable, Slug: "trips-two-datums", Title: lang.Say(
		"这两份轨迹的坐标系不同，而且至少有一份判断不准，接起来可能错开几百米。请选定坐标系后重新上传那一份，再合并。",
		"These two traces are in different datums, and one of them is not sure: put together they could be hundreds of metres apart. Hand that one in again with its datum chosen, then merge.")}

	// ErrMergeFiles reports two traces of which the one goes on after the other began.
	ErrMergeFiles = &licheng.Fault{Kind: licheng.Unprocessable, Slug: "traces-overlap", Title: lang.Say(
		"两份轨迹的时间有交叉：一份里还有更晚或更早的行程，接不成一份。",
		"The two traces overlap in time: one of them has trips later or earlier than the other's, so they cannot be put one behind the other.")}

	// ErrMergeFar reports two traces with more between than is bridged along the road.
	ErrMergeFar = &licheng.Fault{Kind: licheng.Unprocessable, Slug: "trips-too-far-apart", Title: lang.Say(
		"前一次的终点离后一次的起点超过 30 公里，中间的路补不上，所以不能合并。",
		"The second trip begins more than 30 km from where the first ended: so much is not bridged, so they cannot be merged.")}

	// ErrMergePrivate reports two trips between which something private was cut.
	ErrMergePrivate = &licheng.Fault{Kind: licheng.Unprocessable, Slug: "trips-private-between", Title: lang.Say(
		"这两次行程之间裁去了私密时段，那一段不是公务，所以不能合并。",
		"A private stretch was cut between these two trips: it is no working trip, so they cannot be merged.")}

	// ErrMergeMany reports one trace too many to be read together.
	ErrMergeMany = &licheng.Fault{Kind: licheng.Unprocessable, Slug: "traces-too-many", Title: lang.Say(
		"最多合并 8 份轨迹。", "At most 8 traces can be merged.")}

	// ErrMerged reports a trace to be taken back that is read together with others.
	ErrMerged = &licheng.Fault{Kind: licheng.Conflict, Slug: "trace-merged", Title: lang.Say(
		"这份轨迹与别的轨迹合并着，请先在行程页撤销修改，再撤回。",
		"This trace is merged with others: first undo the changes on the trip's page, then take it back.")}

	// ErrReading reports a change to a trace that waits to be read.
	ErrReading = &licheng.Fault{Kind: licheng.Conflict, Slug: "trace-being-read", Title: lang.Say(
		"这份轨迹正在读取，请稍后再试。",
		"This trace is being read: try again in a moment.")}
)
