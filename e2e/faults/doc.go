// Package faults proves that no answer that was acknowledged is ever lost
// (docs/DESIGN.md, "Answers that cannot be lost"). Its tests start the built server
// in a process of its own, on SQLite and on PostgreSQL, let candidates type over the
// public API, and break what can break: the server's process, the line, the disk,
// the database, the device's clock, the machine's power. After every round the
// answer sheets are compared with what was acknowledged. They are for Linux; what
// needs loop devices is left out, and said to be, where the machine refuses them.
package faults
