package reimburse_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/simplifiedchinese"

	"licheng"
	"licheng/reimburse"
	"licheng/reimburse/claim"
)

// sentBatch pays p1 8.00 and p2 4.00 in one batch.
func sentBatch(t *testing.T, db *licheng.Database) (*fixture, reimburse.BatchView) {
	t.Helper()
	f := newFixture(t, db)
	f.drove("p1", "t1", 12, 10)
	f.drove("p2", "t2", 12, 5)
	batch, err := f.MakeBatch(t.Context(), clerk, seen(f.approved("p1"), f.approved("p2")))
	if err != nil {
		t.Fatal(err)
	}
	return f, batch
}

// The bank's file says that one arrived and one came back. Read, entered and
// read once more: what came back is paid by the next batch, once.
func TestAnswersFromTheBanksFile(t *testing.T) {
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		f, batch := sentBatch(t, db)
		const file = "序号,收款人账号,收款人户名,金额,处理结果,失败原因\n1,6222020000001234,张一,8.00,交易成功,\n2,6222020000005678,李二,4.00,交易失败,账号与户名不符\n"
		gb, err := simplifiedchinese.GB18030.NewEncoder().String(file)
		if err != nil {
			t.Fatal(err)
		}
		want := []reimburse.Answer{{No: 1, Arrived: true}, {No: 2, Reason: "账号与户名不符"}}
		for _, text := range []string{file, gb} {
			read, err := f.ReadAnswers(t.Context(), clerk, batch.ID, "answer.csv", []byte(text))
			if diff := cmp.Diff(want, read.Answers); err != nil || diff != "" || len(read.Problems) > 0 {
				t.Fatal(err, diff, read.Problems)
			}
		}
		after, err := f.AnswerBatch(t.Context(), clerk, batch.ID, batch.Version, want)
		if err != nil || after.Sent != 0 || after.Failed != 1 {
			t.Fatalf("%+v, %v", after, err)
		}
		if read, err := f.ReadAnswers(t.Context(), clerk, batch.ID, "answer.csv", []byte(file)); err != nil || len(read.Answers) != 0 {
			t.Errorf("the same file again has nothing new: %+v, %v", read, err)
		}
		p2 := f.current("p2")
		second, err := f.MakeBatch(t.Context(), clerk, seen(p2))
		if err != nil || second.TotalFen != 400 || p2.State != claim.Approved {
			t.Fatalf("%+v, %v", second, err)
		}
		if _, err := f.MakeBatch(t.Context(), clerk, seen(f.again(p2)...)); err == nil {
			t.Error("paid a third time")
		}
		f.verified()
	})
}

// However banks write it: by number alone, by account and amount, with spaces,
// with hidden digits; rows without a result say nothing.
func TestAnswersAreKnownByNumberOrAccount(t *testing.T) {
	f, batch := sentBatch(t, migrated.SQLite(t))
	for file, want := range map[string][]reimburse.Answer{
		"序号,结果\n2,成功\n":                                                       {{No: 2, Arrived: true}},
		"no,result,reason\n1,failed,closed\n":                                 {{No: 1, Reason: "closed"}},
		"账号,金额,状态\n6222 0200 0000 5678,4.00,成功\n":                             {{No: 2, Arrived: true}},
		"账号,金额,状态,备注\n************5678,4,退票,\n":                               {{No: 2, Reason: "银行未说明原因"}},
		"某银行代发回单\n序号,账号,金额,处理结果\n1,****1234,8.00,\n2,****5678,4.00,SUCCESS\n": {{No: 2, Arrived: true}},
	} {
		read, err := f.ReadAnswers(t.Context(), clerk, batch.ID, "answer.csv", []byte(file))
		if diff := cmp.Diff(want, read.Answers); err != nil || diff != "" || len(read.Problems) > 0 {
			t.Errorf("%s: %v %s %v", file, err, diff, read.Problems)
		}
	}
}

func TestAnswersRefused(t *testing.T) {
	f, batch := sentBatch(t, migrated.SQLite(t))
	for file, want := range map[string]string{
		"序号,结果\n3,成功\n":                        `line 2 no: the batch has no transfer "3"`,
		"序号,结果\n零,成功\n":                        `line 2 no: the batch has no transfer "零"`,
		"序号,结果\n1,也许\n":                        `line 2 result: "也许" must be a word such as success`,
		"序号,账号,结果\n1,6222020000005678,成功\n":    "line 2 account: transfer 1 goes to 张一, whose account is another",
		"序号,金额,结果\n1,8.01,成功\n":                "line 2 yuan: transfer 1 is of 8.00 yuan",
		"账号,金额,结果\n6222020000001234,4.00,成功\n": "line 2 account: which transfer it is cannot be told",
		"账号,结果\n****,成功\n":                     "line 2 account: which transfer it is cannot be told",
		"序号,结果\n1,成功\n1,失败\n":                  "line 3 no: 1 stands in line 2 too",
	} {
		read, err := f.ReadAnswers(t.Context(), clerk, batch.ID, "answer.csv", []byte(file))
		if err != nil || len(read.Problems) == 0 {
			t.Errorf("%s: %+v, %v", file, read, err)
			continue
		}
		p := read.Problems[0]
		if got := fmt.Sprintf("line %d %s: %s", p.Line, p.Column, p.Text.EN); !strings.HasPrefix(got, want) {
			t.Errorf("%s: %s; want %s", file, got, want)
		}
	}
	_, err := f.ReadAnswers(t.Context(), clerk, batch.ID, "answer.csv", []byte("收款人,金额\n张一,8.00\n"))
	wantFault(t, err, reimburse.ErrTable)
	_, err = f.ReadAnswers(t.Context(), auditor, batch.ID, "answer.csv", []byte("序号,结果\n1,成功\n"))
	wantFault(t, err, reimburse.ErrClaimsDenied)
	_, err = f.ReadAnswers(t.Context(), clerk, "nothing", "answer.csv", []byte("序号,结果\n1,成功\n"))
	wantFault(t, err, reimburse.ErrNoBatch)
}
