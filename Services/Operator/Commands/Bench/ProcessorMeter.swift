import Foundation
import Postgres
import RabbitMQ

/// Measures the processor time of the servers on this machine, and of this program.
struct ProcessorMeter: Sendable {
    /// Seconds of processor time; nil for what runs elsewhere or cannot be seen.
    struct Seconds: Encodable, Sendable {
        let broker: Double?
        let database: Double?
        let service: Double?
        let load: Double?

        private enum Part: String, CodingKey {
            case broker, database, service, load
        }

        /// What is not known is told as null: a member that is missing looks like a mistake.
        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: Part.self)
            try container.encode(broker, forKey: .broker)
            try container.encode(database, forKey: .database)
            try container.encode(service, forKey: .service)
            try container.encode(load, forKey: .load)
        }
    }

    private let broker: Set<Int32>
    private let database: Set<Int32>
    private let service: Set<Int32>
    private let own = ProcessInfo.processInfo.processIdentifier

    /// Finds the servers by their ports, and the service as what is connected to both.
    init(broker: BrokerConfiguration, database: PostgresConfiguration) {
        let sockets = SocketTable()
        let processes = ProcessTable()
        let isLocal = (broker: Self.isLocal(broker.host), database: Self.isLocal(database.host))
        self.broker = isLocal.broker ? sockets.listeners(at: broker.port) : []
        self.database = isLocal.database ? sockets.listeners(at: database.port) : []
        let clients = sockets.clients(of: broker.port).intersection(sockets.clients(of: database.port))
        service = isLocal.broker && isLocal.database ? clients.filter { processes.entries[$0]?.name != "kauri" } : []
    }

    /// Reads the clocks.
    func read() -> Seconds {
        let table = ProcessTable()
        func seconds(_ roots: Set<Int32>) -> Double? {
            roots.isEmpty ? nil : Double(table.ticks(ofTreesFrom: roots)) / Double(sysconf(Int32(_SC_CLK_TCK)))
        }
        return Seconds(
            broker: seconds(broker), database: seconds(database), service: seconds(service), load: seconds([own]))
    }

    /// Whether a host's name means this machine.
    static func isLocal(_ host: String) -> Bool {
        ["localhost", "::1", ProcessInfo.processInfo.hostName].contains(host) || host.hasPrefix("127.")
            || host.hasPrefix("/")
    }
}

extension ProcessorMeter.Seconds {
    /// What has been used since an earlier reading.
    func since(_ earlier: Self) -> Self {
        func difference(_ now: Double?, _ before: Double?) -> Double? {
            guard let now, let before else { return nil }
            return ((now - before) * 100).rounded() / 100
        }
        return Self(
            broker: difference(broker, earlier.broker), database: difference(database, earlier.database),
            service: difference(service, earlier.service), load: difference(load, earlier.load))
    }
}
