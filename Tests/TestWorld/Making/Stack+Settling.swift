import Foundation
import RabbitMQ

extension Stack {
    /// Waits until a new broker may be killed.
    ///
    /// RabbitMQ keeps the name of the process that rules its streams in a file that is written half a second late. A broker that is killed within
    /// that time after its very first stream never finds any stream again (seen with 3.10.8). In life that happens once, if ever; in a
    /// test that kills what it has just started it would happen always.
    func settle() async throws {
        let administration = BrokerAdministration(configuration: try BrokerConfiguration(url: broker))
        try await administration.declare(Topology(queues: [.init("first", arguments: ["x-queue-type": "stream"])]))
        try await eventually("the broker does not write down who rules its streams", within: .seconds(30)) {
            try namesFiles().contains {
                try Data(contentsOf: $0).firstRange(of: Data("stream_coordinator".utf8)) != nil
            }
        }
        try await administration.delete(queue: "first")
        await administration.close()
    }

    private func namesFiles() throws -> [URL] {
        let nodes = URL(filePath: folder).appending(path: "rabbitmq/mnesia")
        return try FileManager.default.contentsOfDirectory(at: nodes, includingPropertiesForKeys: nil).map {
            $0.appending(path: "coordination/\($0.lastPathComponent)/names.dets")
        }.filter { FileManager.default.fileExists(atPath: $0.path) }
    }
}
