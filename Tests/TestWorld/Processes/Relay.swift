import Foundation
import Glibc
import Waiting

/// A network between a service and its database that can be cut: a process of its own that carries bytes to and fro.
public actor Relay {
    /// What it carries: each connection to its port is one to the target.
    private static let program = """
        import asyncio, sys
        host, target, port = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
        async def carry(reader, writer):
            try:
                while data := await reader.read(65536):
                    writer.write(data)
                    await writer.drain()
            except OSError:
                pass
            finally:
                writer.close()
        async def serve(reader, writer):
            try:
                there = await asyncio.open_connection(host, target)
            except OSError:
                writer.close()
                return
            await asyncio.gather(carry(reader, there[1]), carry(there[0], writer))
        async def main():
            server = await asyncio.start_server(serve, '127.0.0.1', port)
            print('port', server.sockets[0].getsockname()[1], flush=True)
            await server.serve_forever()
        asyncio.run(main())
        """

    private let target: (host: String, port: Int)
    private let log: LogFile
    private var process: ChildProcess?
    /// The port on the loopback that it listens on; the same in each of its lives.
    public private(set) var port = 0

    init(to host: String, _ port: Int, log: LogFile) async throws {
        target = (host, port)
        self.log = log
        try await start()
    }

    /// Starts it again after ``kill()``, on the same port.
    public func start() async throws {
        let begin = log.size
        let output = try log.appending()
        defer { try? output.close() }
        process = try ChildProcess(
            "/usr/bin/python3", ["-c", Self.program, target.host, "\(target.port)", "\(port)"],
            environment: ["PYTHONUNBUFFERED": "1"], output: output)
        port = try await untilFound("the relay tells no port: \(log.tail())") {
            log.text(from: begin).firstMatch(of: /port ([0-9]+)/).flatMap { Int($0.output.1) }
        }
    }

    /// Breaks all connections at once; who waits at the other end for a lock hears nothing of it.
    public func kill() async {
        process?.signal(SIGKILL)
        _ = await process?.ended(within: .seconds(10))
    }

    /// Carries nothing any more, and says so to nobody: as a cable that was cut.
    public func freeze() { process?.signal(SIGSTOP) }

    /// Goes on carrying.
    public func thaw() { process?.signal(SIGCONT) }
}

extension World {
    /// A relay to the world's PostgreSQL, which ends with the world.
    public func makeRelay() async throws -> Relay {
        let log = try LogFile(URL(filePath: stack.folder).appending(path: "log/worlds/\(name)-relay.log"))
        let relay = try await Relay(to: serviceDatabase.host, serviceDatabase.port, log: log)
        atTheEnd {
            await relay.thaw()
            await relay.kill()
        }
        return relay
    }

    /// Settings of a service that reaches its database through a relay alone.
    public func settings(through relay: Relay) async throws -> [String: String] {
        guard var url = URLComponents(string: databaseURL) else { throw WorldError("no URL of the database") }
        url.host = "127.0.0.1"
        url.port = await relay.port
        guard let text = url.string else { throw WorldError("no URL of the relay") }
        return ["DATABASE_URL": text]
    }
}
