package rehearse

import "time"

const (
	firstRequest = 512 << 10
	leastRequest = 256 << 10
	mostRequest  = 4 << 20
	requestTakes = 4 * time.Second
)

// pace is how many bytes a phone's next request carries: as much as the line takes in
// four seconds, as the page's does (web/shared, pace.ts). Its zero value is a phone that
// has sent nothing yet.
type pace int

func (p pace) bytes() int {
	if p == 0 {
		return firstRequest
	}
	return int(p)
}

// took notes that a request of so many bytes took so long.
func (p *pace) took(bytes int, long time.Duration) {
	if bytes < leastRequest { // the last of what there is says little
		return
	}
	*p = pace(min(mostRequest, max(leastRequest, float64(bytes)*float64(requestTakes)/float64(max(long, time.Millisecond)))))
}
