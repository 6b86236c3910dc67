import ArgumentParser
import Foundation
import NIOPosix

/// Serves the echo to the bench that has started this process.
struct BenchEcho: OperatorCommand {
    static let name = "echo-server"
    static let configuration = CommandConfiguration(
        commandName: name, abstract: "Serve a WebSocket echo until the standard input ends; for bench messaging.",
        shouldDisplay: false)

    func execute() async throws {
        FileLimit.raise()
        let group = MultiThreadedEventLoopGroup(numberOfThreads: MessagingPlan.loops)
        let server = try await EchoServer.start(on: group)
        Terminal.result(String(server.localAddress?.port ?? 0))
        // Whoever has started this holds the other end: it ends with them, whatever becomes of them.
        await withCheckedContinuation { continuation in
            // Reading blocks, so it gets a thread that is none of Swift's own.
            DispatchQueue.global().async {
                _ = try? FileHandle.standardInput.readToEnd()
                continuation.resume()
            }
        }
        try await server.close()
        try await group.shutdownGracefully()
    }
}
