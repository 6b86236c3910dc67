import Foundation
import Testing

/// Keeps the architecture from eroding silently: what may import what, how long a file may be, which words may not occur.
@Suite struct RepositoryTests {
    private let tree = SourceTree()

    /// Pure code imports nothing that does input or output, and nothing that depends on the platform.
    @Test(
        arguments: [
            ("Shared/Contracts", []), ("Services/TransactionService/Ledger", ["Contracts"]),
            ("Services/TransactionService/MessageRules", ["Contracts"]),
            ("Services/MessagingService/Routing", ["Contracts"]),
            ("Services/MessagingService/Notifications", ["Contracts", "MessageRouting"]),
            ("Services/Operator/BookingDay", ["Contracts"]), ("Services/Operator/EventReplay", ["Contracts"]),
        ] as [(String, Set<String>)])
    func pureFoldersImportNothingElse(folder: String, allowed: Set<String>) throws {
        for (file, module, line) in try imports(in: folder) {
            #expect(allowed.contains(module), "\(file):\(line) imports \(module)")
        }
    }

    /// C is seen by one folder for each library, and by no other.
    @Test func onlyTheAdaptersSeeC() throws {
        let homes = ["CRabbitMQ": "Shared/RabbitMQ/", "CLibPQ": "Shared/Postgres/"]
        for (file, module, line) in try imports(in: "Shared") + imports(in: "Services") {
            guard let home = homes[module] else { continue }
            #expect(file.hasPrefix(home), "\(file):\(line) imports \(module)")
        }
    }

    /// Arrows point down: the shared targets know no service, and adapters know no contract.
    @Test(
        arguments: [
            ("Shared/RabbitMQ", ["Contracts", "ServiceKit", "Postgres", "Ledger", "TransactionService"]),
            ("Shared/Postgres", ["Contracts", "ServiceKit", "RabbitMQ", "Ledger", "TransactionService"]),
            ("Shared/ServiceKit", ["Contracts", "Postgres", "RabbitMQ", "Ledger", "TransactionService"]),
            (
                "Shared/DedicatedThread",
                ["Contracts", "ServiceKit", "Postgres", "RabbitMQ", "Ledger", "TransactionService"]
            ),
        ] as [(String, Set<String>)])
    func lowerLayersDoNotLookUp(folder: String, forbidden: Set<String>) throws {
        for (file, module, line) in try imports(in: folder) {
            #expect(!forbidden.contains(module), "\(file):\(line) imports \(module)")
        }
    }

    /// The two services share the contract and nothing else: what one tells the other goes through the broker.
    @Test(
        arguments: [
            (
                "Services/MessagingService",
                ["Ledger", "LedgerQueries", "MessageStore", "Postgres", "TransactionService"]
            ),
            ("Services/TransactionService", ["MessageRouting", "MessagingService"]),
        ] as [(String, Set<String>)])
    func theServicesDoNotKnowEachOther(folder: String, forbidden: Set<String>) throws {
        for (file, module, line) in try imports(in: folder) {
            #expect(!forbidden.contains(module), "\(file):\(line) imports \(module)")
        }
    }

    @Test func filesAreShort() throws {
        for file in try tree.swiftFiles(in: "Shared", "Services", "Tests") {
            #expect(file.lines.count <= 500, "\(file.path) has \(file.lines.count) lines")
        }
        let product = try tree.swiftFiles(in: "Shared", "Services").map(\.lines.count).sorted()
        #expect(product[product.count / 2] < 100, "the median file has \(product[product.count / 2]) lines")
    }

    @Test func programsAreThinShells() throws {
        for file in try tree.swiftFiles(in: "Services/TransactionService/Main", "Services/MessagingService/Main") {
            #expect(file.lines.count < 50, "\(file.path) has \(file.lines.count) lines")
        }
    }

    /// What the compiler cannot check stands in a short list, each with a comment at its place that says why it is right.
    @Test func uncheckedPromisesAreListed() throws {
        for file in try tree.swiftFiles(in: "Shared", "Services") where !Self.unchecked.contains(file.path) {
            for (number, text) in file.code {
                let isPromise = text.contains("@unchecked Sendable") || text.contains("nonisolated(unsafe)")
                #expect(!isPromise, "\(file.path):\(number) is not on the list of unchecked promises")
            }
        }
    }

    @Test func nothingIsLeftForLater() throws {
        let words = ["TO" + "DO", "FIX" + "ME", "fatal" + "Error(", "try" + "!", "not " + "implemented"]
        for file in try tree.swiftFiles(in: "Shared", "Services") {
            for (index, line) in file.lines.enumerated() {
                for word in words { #expect(!line.contains(word), "\(file.path):\(index + 1) has \(word)") }
            }
        }
    }

    /// Logs are structured and go through swift-log; only the operator's tool writes to a terminal.
    @Test func servicesDoNotPrint() throws {
        for file in try tree.swiftFiles(in: "Shared", "Services/TransactionService", "Services/MessagingService") {
            for (number, text) in file.code {
                // A word of its own: `fingerprint(` is none.
                let prints = text.contains(" print(") || text.hasPrefix("print(")
                #expect(!prints, "\(file.path):\(number) prints")
            }
        }
    }

    /// Money never passes through a float.
    @Test func theLedgerKnowsNoFloat() throws {
        let folders = ["Services/MessagingService/Notifications", "Services/TransactionService/Ledger"]
        for file in try tree.swiftFiles(in: "Shared/Contracts") + folders.flatMap({ try tree.swiftFiles(in: $0) }) {
            for (number, text) in file.code {
                let hasFloat = text.contains("Double") || text.contains("Float")
                #expect(!hasFloat, "\(file.path):\(number) uses a float")
            }
        }
    }

    /// Waiting is for a condition with a bound, never for a time by luck.
    @Test func testsDoNotSleepForLuck() throws {
        // `pg_sleep` is work for a server.
        let call = /(?:^|[^A-Za-z0-9_])(?:clock_nano|nano|u)?sleep\s*\(/
        let files = try tree.swiftFiles(in: "Tests")
        for file in files {
            let places = file.code.flatMap { line in line.text.matches(of: call).map { _ in line.number } }
            let allowed = Self.sleeping[file.path]?.times ?? 0
            #expect(places.count == allowed, "\(file.path) sleeps in lines \(places); listed are \(allowed)")
        }
        for path in Self.sleeping.keys {
            #expect(files.contains { $0.path == path }, "\(path) is listed and not there")
        }
    }

    @Test func theTopLevelIsFixed() throws {
        let allowed: Set = [
            "Package.swift", "Package.resolved", "Services", "Shared", "Tests", "deploy", "docker-compose.yml",
            "README.md",
            "LICENSE",
        ]
        for name in try tree.topLevel() where !name.hasPrefix(".") {
            #expect(allowed.contains(name), "\(name) does not belong at the top level")
        }
    }

    /// A result and a cancel handle of libpq: the library says which of their functions any thread may call.
    private static let unchecked: Set<String> = [
        "Shared/Postgres/QueryResult.swift", "Shared/Postgres/CancelRequest.swift",
    ]

    /// How often a test file sleeps, and what for.
    private static let sleeping: [String: (times: Int, reason: String)] = [
        "Tests/FaultTests/Connecting/ConnectRound.swift": (2, "sends and connects at any moment of one another"),
        "Tests/FaultTests/Faults/FaultInjector.swift": (5, "pauses and outages of the plan, under load"),
        "Tests/FaultTests/Faults/Supervisor.swift": (1, "a step of its watch over a process"),
        "Tests/FaultTests/Load/LoadPublisher.swift": (2, "the pace of the load, and of a bounded repetition"),
        "Tests/FaultTests/Messages/MessageReader.swift": (1, "the time that a person is away"),
        "Tests/FaultTests/Messages/MessageWriter.swift": (2, "the pace of the load, and of a bounded repetition"),
        "Tests/IntegrationTests/Instances/KeyedLoad.swift": (1, "the pace of the load"),
        "Tests/PostgresTests/InterruptionTests.swift": (1, "a cancellation at any moment of a statement"),
        "Tests/RabbitMQTests/ConsumerTests.swift": (1, "idleness itself is tested"),
        "Tests/ServiceKitTests/ServiceRunnerTests.swift": (2, "work that only a cancellation ends"),
        "Tests/TestWorld/Talking/BrokerConsumer+Reading.swift": (1, "the broker is away, the reader asks again"),
        "Tests/TestWorld/Talking/Client.swift": (1, "the bound of a wait"),
        "Tests/Waiting/Eventually.swift": (2, "the step of every bounded wait"),
    ]

    private func imports(in folder: String) throws -> [(file: String, module: String, line: Int)] {
        try tree.swiftFiles(in: folder).flatMap { file in
            file.code.compactMap { number, text -> (file: String, module: String, line: Int)? in
                let words = text.split(separator: " ")
                guard let at = words.firstIndex(of: "import"), at < 2, at + 1 < words.count else { return nil }
                return (file.path, String(words[at + 1]), number)
            }
        }
    }
}
