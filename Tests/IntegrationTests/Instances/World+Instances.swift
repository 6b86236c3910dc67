import Postgres
import TestWorld

extension World {
    /// Waits until exactly these services share all partitions, each with a part, and know of one another.
    func untilShared(by services: [TransactionServiceProcess], within limit: Duration = .seconds(20)) async throws {
        var seen = ""
        try await eventually(
            "\(services.count) do not share the partitions: \(seen)\n\(logTails())", within: limit
        ) {
            var partitions: [Double] = []
            for service in services {
                guard try await service.metric("kauri_instances") == Double(services.count) else {
                    seen = "\(service.name) sees others"
                    return false
                }
                partitions.append(try await service.metric("kauri_partitions") ?? 0)
            }
            seen = "\(partitions)"
            let owned = try await count("SELECT count(*) FROM partition_owners")
            return partitions.allSatisfy { $0 > 0 } && partitions.reduce(0, +) == Double(owned)
                && owned == Int64(InstanceTests.partitions)
        }
    }

    /// Waits until a lane has to wait for a lock of this connection, and gives the service whose lane that is.
    func service(waitingFor holder: PostgresConnection) async throws -> TransactionServiceProcess {
        var found: TransactionServiceProcess?
        try await eventually("no lane waits") {
            let processes = try await withOwner { owner in
                try await owner.run(
                    Statement(
                        once: """
                            SELECT lease.process_id FROM instances AS lease
                            JOIN instance_backends AS backend ON backend.instance_id = lease.id
                            WHERE \(holder.backendPID) = ANY(pg_blocking_pids(backend.process_id)) ORDER BY 1
                            """)
                ).map { try $0.int32(0) }
            }
            for service in services {
                if let process = await service.processID, processes.contains(process) { found = service }
            }
            return found != nil
        }
        guard let found else { throw WorldError("no lane waits") }
        return found
    }

    /// The lease of a service.
    func lease(of service: TransactionServiceProcess) async throws -> String {
        let process = await service.processID ?? 0
        return try await withOwner { owner in
            try await owner.run(
                Statement(
                    once: "SELECT id FROM instances WHERE process_id = \(process) ORDER BY started_at DESC LIMIT 1"))[0]
                .text(0)
        }
    }
}
