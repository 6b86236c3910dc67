import Foundation
import MessagingClient

/// The echo in a process of its own, so that it shares nothing with the bench but the machine.
final class EchoProcess {
    /// Where it listens.
    let address: MessagingAddress
    private let process = Process()
    private let input = Pipe()

    init() throws {
        let output = Pipe()
        process.executableURL = URL(
            filePath: try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
        process.arguments = ["bench", BenchEcho.name]
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        let line = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
        guard let port = Int(line.trimmingCharacters(in: .whitespacesAndNewlines)), port > 0 else {
            process.terminate()
            throw OperatorFailure(.unavailable, "the echo does not start")
        }
        address = MessagingAddress(host: "127.0.0.1", port: port)
    }

    /// Its number.
    var processID: Int32 { process.processIdentifier }

    /// Ends it.
    func stop() {
        try? input.fileHandleForWriting.close()
        process.terminate()
        process.waitUntilExit()
    }
}
