package payment

import (
	"encoding/json"
	"io"
	"log/slog"
	"net/http"

	"kaochang/internal/exam"
	"kaochang/internal/operation"
)

// CallbackPath is where the provider tells of payments.
const CallbackPath = "/api/payments/wechat"

const maxCallback = 64 << 10

// Callback answers the provider's calls. What is not signed by it, or does not
// match its order, changes nothing and stands in the ledger.
func (s *Service) Callback() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodPost || s.provider == nil {
			answer(w, http.StatusNotFound, "no such operation")
			return
		}
		r.Body = io.NopCloser(io.LimitReader(r.Body, maxCallback))
		ctx := r.Context()
		p, err := s.provider.Callback(r)
		if err != nil {
			s.noteForged(r)
			answer(w, http.StatusUnauthorized, "the signature is not right")
			return
		}
		err = s.take(ctx, p)
		switch {
		case err == nil:
			w.WriteHeader(http.StatusNoContent)
		case exam.CodeOf(err) == exam.CodeNotFound || exam.CodeOf(err) == exam.CodeConflict:
			answer(w, http.StatusBadRequest, "the payment does not match an order")
		default: // it is told again, and we ask by ourselves too
			slog.ErrorContext(ctx, "payment not taken", "error", err)
			answer(w, http.StatusInternalServerError, "try again")
		}
	})
}

// noteForged writes a refused callback down at every school of the server: it does
// not say whose it would be. An address that sends many is written down ten times,
// and then once a minute.
func (s *Service) noteForged(r *http.Request) {
	ctx := r.Context()
	if s.forged.Take(operation.CallerFrom(ctx).Addr) != nil {
		return
	}
	schools, err := s.store.SchoolIDs(ctx)
	if err != nil {
		slog.ErrorContext(ctx, "refused callback not written down", "error", err)
		return
	}
	f := exam.Fact{Kind: "fee.callback_refused", At: s.now(), Reason: "the signature is not the provider's", Data: map[string]string{
		"serial": r.Header.Get("Wechatpay-Serial"),
	}}
	for _, id := range schools {
		if err := s.store.KeepFact(ctx, id, f); err != nil {
			slog.ErrorContext(ctx, "refused callback not written down", "error", err)
		}
	}
}

// answer words a refusal as the provider expects it.
func answer(w http.ResponseWriter, status int, message string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string]string{"code": "FAIL", "message": message}) // the caller may have gone
}
