import Dispatch

/// Time since the machine was started, in nanoseconds; never runs backwards, and costs little to ask.
func monotonicNanoseconds() -> UInt64 { DispatchTime.now().uptimeNanoseconds }
