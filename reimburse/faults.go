package reimburse

import (
	"licheng"
	"licheng/lang"
)

// The faults of this room. Each can be met by a user and is written for one.
var (
	// ErrNoClaim reports a claim that does not exist or is not the actor's to see.
	ErrNoClaim = &licheng.Fault{Kind: licheng.NotFound, Slug: "claim-not-found", Title: lang.Say(
		"没有这张报销单。", "There is no such claim.")}

	// ErrNoPerson reports a person who is not in the county's list.
	ErrNoPerson = &licheng.Fault{Kind: licheng.NotFound, Slug: "person-not-found", Title: lang.Say(
		"人员名单里没有此人，请联系管理员登记。",
		"This person is not on the county's list; ask the administrator to add them.")}

	// ErrClaimsDenied reports an account that is not to see claims at all.
	ErrClaimsDenied = &licheng.Fault{Kind: licheng.Denied, Slug: "claims-denied", Title: lang.Say(
		"此账号无权查看报销单。", "This account may not see claims.")}

	// ErrNotYours reports an action that belongs to somebody else.
	ErrNotYours = &licheng.Fault{Kind: licheng.Denied, Slug: "action-denied", Title: lang.Say(
		"这一步不由您办理。", "This step is not yours to take.")}

	// ErrOwnClaim reports somebody deciding on their own claim.
	ErrOwnClaim = &licheng.Fault{Kind: licheng.Denied, Slug: "own-claim", Title: lang.Say(
		"不能审批本人的报销单，请由其他财务人员办理。",
		"Nobody decides on their own claim: another member of the finance office must do it.")}

	// ErrMoved reports a claim that somebody else changed in the meantime.
	ErrMoved = &licheng.Fault{Kind: licheng.Conflict, Slug: "claim-changed", Title: lang.Say(
		"这张报销单刚被他人处理或更新过，请刷新后再办。",
		"Somebody else was faster, or the claim has changed: reload it and look again.")}

	// ErrState reports an action the claim's state does not allow.
	ErrState = &licheng.Fault{Kind: licheng.Conflict, Slug: "claim-state", Title: lang.Say(
		"报销单目前的状态不能做这一步。", "The claim's state does not allow this step.")}

	// ErrEmptyClaim reports handing in a month without a trip.
	ErrEmptyClaim = &licheng.Fault{Kind: licheng.Unprocessable, Slug: "claim-empty", Title: lang.Say(
		"这个月还没有出行，无须提交。", "This month has no trip yet: there is nothing to hand in.")}

	// ErrComment reports a return or rejection without a reason.
	ErrComment = &licheng.Fault{Kind: licheng.Invalid, Slug: "comment-required", Title: lang.Say(
		"退回或不予报销须写明理由。", "Say why when returning or rejecting a claim.")}

	// ErrReference reports a payment without its reference.
	ErrReference = &licheng.Fault{Kind: licheng.Invalid, Slug: "reference-required", Title: lang.Say(
		"付款须填写凭证号或批次号。", "A payment needs its voucher or batch number.")}

	// ErrLine reports a comment on a line the claim does not have.
	ErrLine = &licheng.Fault{Kind: licheng.Invalid, Slug: "line-unknown", Title: lang.Say(
		"批注的明细行不存在。", "The comment is on a line the claim does not have.")}

	// ErrTooLong reports a text over the limit.
	ErrTooLong = &licheng.Fault{Kind: licheng.Invalid, Slug: "text-too-long", Title: lang.Say(
		"文字太长，请控制在 2000 字以内。", "The text is too long: keep it within 2,000 characters.")}

	// ErrMonth reports a month that is not written 2026-10.
	ErrMonth = &licheng.Fault{Kind: licheng.Invalid, Slug: "month-unreadable", Title: lang.Say(
		"月份请写成 2026-10 这样。", "Write the month like 2026-10.")}

	// ErrPeriod reports a period that is no period.
	ErrPeriod = &licheng.Fault{Kind: licheng.Invalid, Slug: "period-unreadable", Title: lang.Say(
		"起止日期请写成 2026-10-01 这样，且起不晚于止。",
		"Write both days like 2026-10-01, the first not after the last.")}

	// ErrBy reports a grouping the auditor's figures do not have.
	ErrBy = &licheng.Fault{Kind: licheng.Invalid, Slug: "grouping-unknown", Title: lang.Say(
		"分组只能是 township、staff-class、month。", "Group by township, staff-class or month.")}

	// ErrAuditDenied reports an account that is not to see the auditor's figures.
	ErrAuditDenied = &licheng.Fault{Kind: licheng.Denied, Slug: "audit-denied", Title: lang.Say(
		"此账号无权查看审计数据。", "This account may not see the auditor's figures.")}

	// ErrDecision reports a bulk decision that cannot be made.
	ErrDecision = &licheng.Fault{Kind: licheng.Invalid, Slug: "decision-unreadable", Title: lang.Say(
		"批量处理须选明动作、方式（all 或 each）和 1 至 500 张不重复的报销单。",
		"A bulk decision needs an action, a mode (all or each) and 1 to 500 different claims.")}

	// ErrBulkUndone reports a claim left alone because another of the same
	// bulk decision could not be decided.
	ErrBulkUndone = &licheng.Fault{Kind: licheng.Conflict, Slug: "bulk-undone", Title: lang.Say(
		"同一批里有报销单无法办理，整批未办，本单保持原样。",
		"Another claim of this batch could not be decided, so none was; this one is as it was.")}

	// ErrNoRules reports a month no rule document is in force for.
	ErrNoRules = &licheng.Fault{Kind: licheng.Unprocessable, Slug: "rules-missing", Title: lang.Say(
		"这个月还没有生效的报销办法，请管理员导入。",
		"No rule document is in force for this month; ask the administrator to import one.")}

	// ErrImportDenied reports an import by an account that may not load tables.
	ErrImportDenied = &licheng.Fault{Kind: licheng.Denied, Slug: "import-denied", Title: lang.Say(
		"只有管理员可以导入人员、车辆、价格和办法。",
		"Only an administrator may import people, vehicles, prices and rules.")}

	// ErrTable reports a file that cannot be read as a table.
	ErrTable = &licheng.Fault{Kind: licheng.Unprocessable, Slug: "table-unreadable", Title: lang.Say(
		"表格无法读取：请用 CSV（UTF-8 或 GB18030）或 XLSX，并保留表头。",
		"The table cannot be read: use CSV (UTF-8 or GB18030) or XLSX with its header row.")}

	// ErrRules reports a rule document that cannot be used.
	ErrRules = &licheng.Fault{Kind: licheng.Unprocessable, Slug: "rules-unusable", Title: lang.Say(
		"报销办法文件有误，未导入。", "The rule document cannot be used; nothing was imported.")}

	// ErrRulesFinal reports another text under a version already imported.
	ErrRulesFinal = &licheng.Fault{Kind: licheng.Conflict, Slug: "rules-final", Title: lang.Say(
		"这一版本的办法已经导入且不能修改；有变动请改用新的版本号。",
		"This version was imported before and cannot change: give the changed text a new version.")}

	// ErrFormat reports a voucher asked for in a format it does not have.
	ErrFormat = &licheng.Fault{Kind: licheng.Invalid, Slug: "format-unknown", Title: lang.Say(
		"没有这种表单或格式：表单可用 pdf、xlsx，会计分录用 csv。",
		"There is no such voucher in this format: forms and lists are pdf or xlsx, entries csv.")}

	// ErrNothingToPrint reports a month without a claim for the list.
	ErrNothingToPrint = &licheng.Fault{Kind: licheng.NotFound, Slug: "nothing-to-print", Title: lang.Say(
		"这个月还没有可列入此表的报销单。", "No claim of this month belongs on this list yet.")}

	// ErrNoFont reports a build without the forms' font.
	ErrNoFont = &licheng.Fault{Kind: licheng.Unprocessable, Slug: "font-missing", Title: lang.Say(
		"本程序构建时没有装入表单字体，不能输出 PDF；可先用 XLSX，并请管理员用 make build 重新构建。",
		"This build holds no font, so it makes no PDF: take XLSX, and have it built anew with make build.")}

	// ErrNoBatch reports a payment batch that does not exist.
	ErrNoBatch = &licheng.Fault{Kind: licheng.NotFound, Slug: "batch-not-found", Title: lang.Say(
		"没有这个付款批次。", "There is no such payment batch.")}

	// ErrUnpayable reports somebody whose transfer cannot stand in the bank's file.
	ErrUnpayable = &licheng.Fault{Kind: licheng.Unprocessable, Slug: "unpayable", Title: lang.Say(
		"有人无法付款（没有银行账号，或扣回后应付不大于零），整批未办；请先补登账号，或把他的报销单移出本批。",
		"Somebody cannot be paid (no bank account, or nothing left after a clawback), so nothing was done: add the account, or take their claims out of the batch.")}

	// ErrAnswer reports an answer about a transfer the batch does not have.
	ErrAnswer = &licheng.Fault{Kind: licheng.Invalid, Slug: "answer-unreadable", Title: lang.Say(
		"银行回单与本批次不符：请按序号逐笔登记，每笔一次。",
		"The answer does not fit the batch: name each transfer by its number, once.")}

	// ErrAnswered reports a transfer whose answer is there already.
	ErrAnswered = &licheng.Fault{Kind: licheng.Conflict, Slug: "transfer-answered", Title: lang.Say(
		"这一笔的银行结果已经登记：已到账的只能再登记退回，已退回的不能再改（可能已经重新付过）。请刷新后核对。",
		"The bank's answer about this transfer is recorded: one that arrived can only come back, one that came back does not change, since it may have been paid again. Reload and look.")}

	// ErrOffice reports an office document that cannot be used.
	ErrOffice = &licheng.Fault{Kind: licheng.Unprocessable, Slug: "office-document-unusable", Title: lang.Say(
		"文件有误，未导入。", "The document cannot be used; nothing was imported.")}

	// ErrNoKey reports a service without a key to sign anchors with.
	ErrNoKey = &licheng.Fault{Kind: licheng.Unprocessable, Slug: "anchor-key-missing", Title: lang.Say(
		"没有配置账本签名密钥，无法签发锚点。", "There is no key to sign the ledger with.")}

	// ErrEmptyBook reports a county whose book has no event to anchor.
	ErrEmptyBook = &licheng.Fault{Kind: licheng.NotFound, Slug: "ledger-empty", Title: lang.Say(
		"账本还是空的。", "The ledger is empty.")}

	// ErrNothingToCorrect reports a period whose claims are as they should be.
	ErrNothingToCorrect = &licheng.Fault{Kind: licheng.Unprocessable, Slug: "nothing-to-correct", Title: lang.Say(
		"这段时间没有需要补差或追回的报销单。", "Nothing is to be paid in addition or taken back in this period.")}

	// ErrFourEyes reports the same person giving both of two approvals.
	ErrFourEyes = &licheng.Fault{Kind: licheng.Denied, Slug: "four-eyes", Title: lang.Say(
		"须由不同的人先后审核、审批；您（或您所代理的人）已审过一次，请另一人办理。",
		"Different people look at this one after the other: you, or whoever you act for, were the first; somebody else must be the second.")}

	// ErrUnchecked reports a decision of the office before the township looked.
	ErrUnchecked = &licheng.Fault{Kind: licheng.Conflict, Slug: "claim-unchecked", Title: lang.Say(
		"按本县规定，须先由乡镇审核，再由县财务审批；可以退回。",
		"By the county's rule the township checks this claim before the finance office decides; it can be returned.")}

	// ErrNeeded reports an approval by somebody without whom the next step could
	// not be taken.
	ErrNeeded = &licheng.Fault{Kind: licheng.Denied, Slug: "needed-later", Title: lang.Say(
		"后面的审批还要由您（或您所代理的人）办理，人手不够，这一步请另一位有权的人办理。",
		"You, or whoever you act for, are needed for the next approval and nobody looks twice: somebody else must take this step.")}

	// ErrNobody reports a claim that nobody could decide on.
	ErrNobody = &licheng.Fault{Kind: licheng.Unprocessable, Slug: "nobody-decides", Title: lang.Say(
		"现在没有人能审批，暂不能提交，请联系管理员：审批人员不足（须是本人以外、按规定人数的县财务人员）。",
		"Nobody could decide on this, so it is not handed in: the finance office has too few people other than you. Tell the administrator.")}

	// ErrInvoice reports an invoice that cannot be taken in or looked for.
	ErrInvoice = &licheng.Fault{Kind: licheng.Invalid, Slug: "invoice-unreadable", Title: lang.Say(
		"发票无法登记：请核对种类、号码（数电票 20 位；旧票代码 10 或 12 位加号码 8 位）、开票日期和文件（不超过 4 MB）；查找至少要 4 位数字。",
		"The invoice cannot be taken in: look at its kind, its number (20 digits, or a code of 10 or 12 and 8 digits), its day and its file (up to 4 MB); a search wants at least 4 digits.")}

	// ErrInvoiceUsed reports an invoice that a claim of the county has already.
	ErrInvoiceUsed = &licheng.Fault{Kind: licheng.Conflict, Slug: "invoice-used", Title: lang.Say(
		"这张发票（或同一个文件）在本县已经报销登记过，不能重复使用。",
		"This invoice, or the same file, is with a claim of the county already and is not used twice.")}

	// ErrNoInvoice reports an invoice the claim does not have.
	ErrNoInvoice = &licheng.Fault{Kind: licheng.NotFound, Slug: "invoice-not-found", Title: lang.Say(
		"这张报销单没有这张发票。", "The claim has no such invoice.")}
)

// The faults of matters.
var (
	// ErrNoMatter reports a request, delegation, appeal or complaint that is not
	// there or not the actor's to see.
	ErrNoMatter = &licheng.Fault{Kind: licheng.NotFound, Slug: "matter-not-found", Title: lang.Say(
		"没有这项申请或意见。", "There is no such request, delegation, appeal or complaint.")}

	// ErrMatterState reports an action its state does not allow.
	ErrMatterState = &licheng.Fault{Kind: licheng.Conflict, Slug: "matter-state", Title: lang.Say(
		"这项申请目前的状态不能做这一步，请刷新后再看。", "Its state does not allow this step: reload and look again.")}

	// ErrOwnMatter reports somebody deciding on what they asked for.
	ErrOwnMatter = &licheng.Fault{Kind: licheng.Denied, Slug: "own-matter", Title: lang.Say(
		"不能审批本人（或本人同行）的申请，请由他人办理。",
		"Nobody decides on what they asked for, or on a trip they ride along on: somebody else must.")}

	// ErrRequest reports a request that lacks something.
	ErrRequest = &licheng.Fault{Kind: licheng.Invalid, Slug: "request-incomplete", Title: lang.Say(
		"请写明事由、一至二十个目的地和起止时间（止晚于起，不超过三十一天），同行人须在名单内。",
		"Say what for, one to twenty places, and from when until when (31 days at most); companions must be on the list.")}

	// ErrRequestLate reports a request for a trip that has begun.
	ErrRequestLate = &licheng.Fault{Kind: licheng.Unprocessable, Slug: "request-late", Title: lang.Say(
		"出行已经开始；如属紧急任务，请选“紧急补办”并写明原因。",
		"The trip has begun. If it was an emergency, mark it so and say why.")}

	// ErrRequestOver reports an emergency request after its days are over.
	ErrRequestOver = &licheng.Fault{Kind: licheng.Unprocessable, Slug: "request-over", Title: lang.Say(
		"已超过紧急出行的补办期限，请与单位负责人联系。",
		"The days within which an emergency is asked for afterwards are over: see the head of your unit.")}

	// ErrDelegation reports a delegation that cannot be given.
	ErrDelegation = &licheng.Fault{Kind: licheng.Invalid, Slug: "delegation-unusable", Title: lang.Say(
		"委托须写明本县另一个可用的账号，起止日期（止不早于起和今天，最长一年）。",
		"A delegation names another account of the county that is in use, and its days: the last neither before the first nor before today, a year at most.")}

	// ErrNotEmergency reports an emergency request for a trip that has not begun,
	// or one without its reason.
	ErrNotEmergency = &licheng.Fault{Kind: licheng.Invalid, Slug: "request-no-emergency", Title: lang.Say(
		"紧急补办只用于已经开始的出行，并须写明原因。",
		"An emergency request is for a trip that has begun, and says why.")}

	// ErrDriven reports withdrawing leave that a trip was driven under.
	ErrDriven = &licheng.Fault{Kind: licheng.Conflict, Slug: "request-driven", Title: lang.Say(
		"已有行程按此审批单出行，不能撤回；可先把行程改到别的审批单。",
		"A trip was driven under this leave, so it stays: put the trip under another request first.")}

	// ErrVoucher reports a voucher that needs no approval, or is not there.
	ErrVoucher = &licheng.Fault{Kind: licheng.Invalid, Slug: "voucher-needs-none", Title: lang.Say(
		"没有这张票据，或按办法它不须审批；送批须写明事由。",
		"There is no such voucher, or the rule asks for no approval of it; say why when you ask.")}

	// ErrVoucherWaits reports a step that has to wait for the office's answer about
	// a voucher.
	ErrVoucherWaits = &licheng.Fault{Kind: licheng.Conflict, Slug: "voucher-waits", Title: lang.Say(
		"本月有票据正在等财务审批：等有了结果再办，或先撤回送批。",
		"The office has not yet answered about a voucher of this month: wait for it, or withdraw what you asked.")}

	// ErrAskedBefore reports an appeal made a second time.
	ErrAskedBefore = &licheng.Fault{Kind: licheng.Conflict, Slug: "asked-before", Title: lang.Say(
		"同一事项已经提出过，每项只能提出一次。", "This was asked before; it can be once.")}

	// ErrAppeal reports an appeal that cannot be made or found right.
	ErrAppeal = &licheng.Fault{Kind: licheng.Invalid, Slug: "appeal-unusable", Title: lang.Say(
		"申诉须针对本人已审结的报销单（被驳回的只能整单申诉）并写明理由；认定成立须写明补发金额（被驳回的按原金额）。",
		"An appeal is against a decided claim of one's own, a rejected one as a whole, and says why; found right, it names what is paid more, a rejected claim what it asked for.")}

	// ErrAppealLate reports an appeal after its days are over.
	ErrAppealLate = &licheng.Fault{Kind: licheng.Unprocessable, Slug: "appeal-late", Title: lang.Say(
		"已超过申诉期限。", "The days within which the decision could be appealed against are over.")}

	// ErrComplaint reports a complaint without its words.
	ErrComplaint = &licheng.Fault{Kind: licheng.Invalid, Slug: "complaint-empty", Title: lang.Say(
		"请写明意见（2000 字以内）。", "Say what it is about, within 2,000 characters.")}
)
