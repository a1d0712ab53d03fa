package api

import (
	"context"

	"licheng/reimburse"
)

// Complaint is an entry of the complaint box.
type Complaint struct {
	Matter
	ComplaintTerms
	Overdue bool `json:"overdue" doc:"An answer is owed and did not come in time"`
}

// ComplaintTerms is what somebody puts into the complaint box.
type ComplaintTerms struct {
	About   string `json:"about,omitempty" maxLength:"200"`
	Text    string `json:"text" minLength:"1" maxLength:"2000"`
	Unnamed bool   `json:"unnamed,omitempty" doc:"Nobody is told who wrote it"`
}

// ComplaintOutput answers with a complaint.
type ComplaintOutput struct{ Body Complaint }

// ComplainInput puts something into the complaint box.
type ComplainInput struct {
	Key
	Body ComplaintTerms
}

// Complain puts something into the county's complaint box.
func (a *API) Complain(ctx context.Context, in *ComplainInput) (*ComplaintOutput, error) {
	return a.signers(ctx).complaintOutput(a.Appeals.Complain(ctx, actor(ctx), reimburse.ComplaintTerms(in.Body)))
}

// AnswerComplaintInput answers a complaint.
type AnswerComplaintInput struct {
	Key
	ID   string `path:"id" maxLength:"64"`
	Body struct {
		Version int64  `json:"version"`
		Answer  string `json:"answer" minLength:"1" maxLength:"2000"`
	}
}

// AnswerComplaint answers a complaint of somebody else.
func (a *API) AnswerComplaint(ctx context.Context, in *AnswerComplaintInput) (*ComplaintOutput, error) {
	return a.signers(ctx).complaintOutput(a.Appeals.AnswerComplaint(ctx, actor(ctx), reimburse.MatterID(in.ID), in.Body.Version, in.Body.Answer))
}

// ListComplaints answers the complaints one may see: those that wait first, the
// longest owed before the others.
func (a *API) ListComplaints(ctx context.Context, _ *struct{}) (*struct{ Body []Complaint }, error) {
	found, err := a.Appeals.Complaints(ctx, actor(ctx))
	if err != nil {
		return nil, err
	}
	s := a.signers(ctx)
	return &struct{ Body []Complaint }{listOf(found, s.complaintOf)}, s.err
}

func (s *signers) complaintOutput(c reimburse.Complaint, err error) (*ComplaintOutput, error) {
	if err != nil {
		return nil, err
	}
	return &ComplaintOutput{Body: s.complaintOf(c)}, s.err
}

func (s *signers) complaintOf(c reimburse.Complaint) Complaint {
	return Complaint{Matter: s.matterOf(c.Matter), ComplaintTerms: ComplaintTerms(c.ComplaintTerms), Overdue: c.Overdue}
}
