import ArgumentParser
import Contracts

/// `--events single`, `batch` or `both`, as the service's `KAURI_EVENTS` has it.
extension EventForm: ExpressibleByArgument {}
