import ArgumentParser

/// A command whose failures are told in one line and by the exit status.
protocol OperatorCommand: AsyncParsableCommand {
    /// Does the work.
    ///
    /// - Throws: whatever goes wrong; an `ExitCode` for what has been told already.
    func execute() async throws
}

extension OperatorCommand {
    mutating func run() async throws {
        do {
            try await execute()
        } catch let exit as ExitCode {
            throw exit
        } catch {
            let failure = OperatorFailure(error)
            Terminal.note("kauri: \(failure)")
            throw ExitCode(failure.status.rawValue)
        }
    }
}
