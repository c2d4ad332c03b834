// Package exam is the domain: who a candidate is, what a sitting is, which
// phase follows which, who may take each step, and what a refusal is called.
//
// It holds rules only. It knows neither SQL nor HTTP nor media, imports nothing
// but the standard library, and takes the time as an argument. A sitting is
// changed by the methods of [Sitting] alone; each of them checks the phase
// table ([Steps]) and records what happened as a [Fact] for the ledger and,
// where a deadline begins, as a [Timer].
package exam
