// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [.treatAllWarnings(as: .error)]

let package = Package(
    name: "kauri",
    products: [
        .executable(name: "transaction-service", targets: ["transaction-service"]),
        .executable(name: "messaging-service", targets: ["messaging-service"]),
        .executable(name: "kauri", targets: ["kauri"]),
        .library(name: "KauriClient", targets: ["KauriClient"]),
        .library(name: "MessagingClient", targets: ["MessagingClient"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-configuration", from: "1.4.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.2"),
        .package(url: "https://github.com/HdrHistogram/hdrhistogram-swift", from: "0.2.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/vapor/jwt-kit", from: "5.7.1"),
    ],
    targets: [
        // Shared: what both services are built on.
        .systemLibrary(
            name: "CRabbitMQ", path: "Shared/CRabbitMQ", pkgConfig: "librabbitmq",
            providers: [.apt(["librabbitmq-dev"])]),
        .systemLibrary(
            name: "CLibPQ", path: "Shared/CLibPQ", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        .target(
            name: "Contracts", path: "Shared/Contracts",
            exclude: ["asyncapi.yaml", "audit-chain.md", "audit-chain-vectors.json", "websocket.md"],
            swiftSettings: strict),
        .target(name: "DedicatedThread", path: "Shared/DedicatedThread", swiftSettings: strict),
        .target(
            name: "RabbitMQ",
            dependencies: ["CRabbitMQ", "DedicatedThread", .product(name: "Logging", package: "swift-log")],
            path: "Shared/RabbitMQ", swiftSettings: strict),
        .target(
            name: "Postgres",
            dependencies: ["CLibPQ", "DedicatedThread", .product(name: "Logging", package: "swift-log")],
            path: "Shared/Postgres", swiftSettings: strict),
        .target(
            name: "ServiceKit",
            dependencies: [
                .product(name: "Configuration", package: "swift-configuration"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "JWTKit", package: "jwt-kit"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Metrics", package: "swift-metrics"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ],
            path: "Shared/ServiceKit", swiftSettings: strict),

        // transaction-service: the rules, the way of a command, the program.
        .target(
            name: "Ledger", dependencies: ["Contracts"], path: "Services/TransactionService/Ledger",
            swiftSettings: strict),
        .target(
            name: "LedgerAudit",
            dependencies: [
                "Contracts", "Postgres", .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "Logging", package: "swift-log"),
            ],
            path: "Services/TransactionService/Audit", swiftSettings: strict),
        .target(
            name: "LedgerQueries",
            dependencies: [
                "Contracts", "Postgres", "RabbitMQ", "ServiceKit", .product(name: "Logging", package: "swift-log"),
                .product(name: "Metrics", package: "swift-metrics"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            path: "Services/TransactionService/Queries", swiftSettings: strict),
        .target(
            name: "GroupCommit",
            dependencies: [
                "Postgres", "ServiceKit", .product(name: "Logging", package: "swift-log"),
                .product(name: "Metrics", package: "swift-metrics"),
            ],
            path: "Services/TransactionService/Commit", swiftSettings: strict),
        .target(
            name: "MessageRules", dependencies: ["Contracts"], path: "Services/TransactionService/MessageRules",
            swiftSettings: strict),
        .target(
            name: "MessageStore",
            dependencies: [
                "Contracts", "GroupCommit", "MessageRules", "Postgres", "RabbitMQ", "ServiceKit",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "Logging", package: "swift-log"), .product(name: "Metrics", package: "swift-metrics"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            path: "Services/TransactionService/Messages", swiftSettings: strict),
        .target(
            name: "TransactionService",
            dependencies: [
                "Contracts", "GroupCommit", "Ledger", "LedgerAudit", "LedgerQueries", "MessageStore", "Postgres",
                "RabbitMQ", "ServiceKit",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "Metrics", package: "swift-metrics"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            path: "Services/TransactionService/Service", swiftSettings: strict),
        .executableTarget(
            name: "transaction-service",
            dependencies: ["LedgerQueries", "MessageStore", "ServiceKit", "TransactionService"],
            path: "Services/TransactionService/Main", swiftSettings: strict),

        // messaging-service: who gets what, and what becomes of ledger events.
        .target(
            name: "MessageRouting", dependencies: ["Contracts"], path: "Services/MessagingService/Routing",
            swiftSettings: strict),
        .target(
            name: "Notifications", dependencies: ["Contracts", "MessageRouting"],
            path: "Services/MessagingService/Notifications", swiftSettings: strict),

        // Doors for people and the broker, the router between them, the program.
        .target(
            name: "MessagingService",
            dependencies: [
                "Contracts", "DedicatedThread", "MessageRouting", "Notifications", "RabbitMQ", "ServiceKit",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "Metrics", package: "swift-metrics"),
                .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
                .product(name: "NIOHTTPTypesHTTP1", package: "swift-nio-extras"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            path: "Services/MessagingService/Service", swiftSettings: strict),
        .executableTarget(
            name: "messaging-service", dependencies: ["MessagingService", "ServiceKit"],
            path: "Services/MessagingService/Main", swiftSettings: strict),

        // kauri: the operator's tool.
        .target(
            name: "BookingDay", dependencies: ["Contracts"], path: "Services/Operator/BookingDay", swiftSettings: strict
        ),
        .target(
            name: "EventReplay", dependencies: ["Contracts"], path: "Services/Operator/EventReplay",
            swiftSettings: strict),
        .target(
            name: "Operator",
            dependencies: [
                "BookingDay", "Contracts", "DedicatedThread", "EventReplay", "KauriClient", "LedgerAudit",
                "LedgerQueries", "MessagingClient",
                "Postgres", "RabbitMQ", "ServiceKit",
                "TransactionService",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "Histogram", package: "hdrhistogram-swift"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOWebSocket", package: "swift-nio"),
            ],
            path: "Services/Operator/Commands", swiftSettings: strict),
        .executableTarget(
            name: "kauri", dependencies: ["Operator"], path: "Services/Operator/Main", swiftSettings: strict),

        // For applications in Swift: commands, queries, events.
        .target(
            name: "KauriClient",
            dependencies: ["Contracts", "RabbitMQ", .product(name: "Logging", package: "swift-log")],
            path: "deploy/clients/swift/KauriClient", swiftSettings: strict),
        // The same for messages: a WebSocket session and the HTTP routes.
        .target(
            name: "MessagingClient",
            dependencies: [
                "Contracts", .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ],
            path: "deploy/clients/swift/MessagingClient", swiftSettings: strict),

        .target(name: "Waiting", path: "Tests/Waiting", swiftSettings: strict),
        .testTarget(
            name: "ContractsTests", dependencies: ["Contracts"], path: "Tests/ContractsTests", swiftSettings: strict),
        .testTarget(
            name: "DedicatedThreadTests", dependencies: ["DedicatedThread"], path: "Tests/DedicatedThreadTests",
            swiftSettings: strict),
        .testTarget(
            name: "KauriClientTests", dependencies: ["Contracts", "KauriClient"], path: "Tests/KauriClientTests",
            swiftSettings: strict),
        .testTarget(
            name: "MessagingClientTests",
            dependencies: [
                "Contracts", "MessagingClient", .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ],
            path: "Tests/MessagingClientTests", swiftSettings: strict),
        .target(name: "NaiveLedger", dependencies: ["Contracts"], path: "Tests/NaiveLedger", swiftSettings: strict),
        .testTarget(
            name: "LedgerTests", dependencies: ["Contracts", "EventReplay", "Ledger", "NaiveLedger"],
            path: "Tests/LedgerTests", swiftSettings: strict),
        .testTarget(
            name: "MessageRulesTests", dependencies: ["Contracts", "MessageRules"], path: "Tests/MessageRulesTests",
            swiftSettings: strict),
        .testTarget(
            name: "GroupCommitTests",
            dependencies: [
                "GroupCommit", "Postgres", "ServiceKit", .product(name: "Metrics", package: "swift-metrics"),
            ],
            path: "Tests/GroupCommitTests", swiftSettings: strict),
        .testTarget(
            name: "LedgerQueriesTests", dependencies: ["Contracts", "LedgerQueries"], path: "Tests/LedgerQueriesTests",
            swiftSettings: strict),
        .testTarget(
            name: "MessageStoreTests",
            dependencies: ["Contracts", "MessageStore", .product(name: "Crypto", package: "swift-crypto")],
            path: "Tests/MessageStoreTests", swiftSettings: strict),
        .testTarget(
            name: "LedgerAuditTests", dependencies: ["Contracts", "LedgerAudit"], path: "Tests/LedgerAuditTests",
            swiftSettings: strict),
        .testTarget(
            name: "MessageRoutingTests", dependencies: ["Contracts", "MessageRouting"],
            path: "Tests/MessageRoutingTests", swiftSettings: strict),
        .testTarget(
            name: "MessagingServiceTests",
            dependencies: [
                "Contracts", "MessageRouting", "MessagingService", "ServiceKit",
                .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOEmbedded", package: "swift-nio"),
            ],
            path: "Tests/MessagingServiceTests", swiftSettings: strict),
        .testTarget(
            name: "NotificationsTests", dependencies: ["Contracts", "Notifications"],
            path: "Tests/NotificationsTests", swiftSettings: strict),
        .testTarget(
            name: "OperatorTests",
            dependencies: [
                "BookingDay", "Contracts", "MessagingClient", "Operator", "RabbitMQ",
                .product(name: "NIOPosix", package: "swift-nio"),
            ],
            path: "Tests/OperatorTests", swiftSettings: strict),
        .testTarget(
            name: "RabbitMQTests",
            dependencies: [
                "CRabbitMQ", "DedicatedThread", "RabbitMQ", "Waiting", .product(name: "Logging", package: "swift-log"),
            ],
            path: "Tests/RabbitMQTests", swiftSettings: strict),
        .testTarget(
            name: "PostgresTests",
            dependencies: ["Postgres", "Waiting", .product(name: "Logging", package: "swift-log")],
            path: "Tests/PostgresTests", swiftSettings: strict),
        .testTarget(
            name: "ServiceKitTests",
            dependencies: [
                "ServiceKit", "Waiting", .product(name: "HummingbirdTesting", package: "hummingbird"),
                .product(name: "JWTKit", package: "jwt-kit"),
            ],
            path: "Tests/ServiceKitTests", swiftSettings: strict),
        .testTarget(
            name: "TransactionServiceTests",
            dependencies: ["LedgerQueries", "MessageStore", "ServiceKit", "TransactionService"],
            path: "Tests/TransactionServiceTests", swiftSettings: strict),
        .testTarget(name: "RepositoryTests", path: "Tests/RepositoryTests", swiftSettings: strict),

        // Against real services, each suite in a world of its own: a virtual host, a database, processes.
        .target(
            name: "TestWorld",
            dependencies: [
                "Contracts", "Ledger", "Postgres", "RabbitMQ", "ServiceKit", "TransactionService", "Waiting",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"), .product(name: "NIOWebSocket", package: "swift-nio"),
            ],
            path: "Tests/TestWorld", swiftSettings: strict),
        .testTarget(
            name: "IntegrationTests",
            dependencies: [
                "BookingDay", "Contracts", "KauriClient", "MessageStore", "MessagingClient", "NaiveLedger", "Postgres",
                "RabbitMQ", "TestWorld", .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "NIOHTTP1", package: "swift-nio"), .product(name: "NIOPosix", package: "swift-nio"),
            ],
            path: "Tests/IntegrationTests", swiftSettings: strict),
        .testTarget(
            name: "FaultTests", dependencies: ["Contracts", "NaiveLedger", "Postgres", "RabbitMQ", "TestWorld"],
            path: "Tests/FaultTests", swiftSettings: strict),
    ]
)

// With KAURI_ONLY_PURE=1 only the targets that need no other package: built in a minute, as for the thread sanitizer.
if Context.environment["KAURI_ONLY_PURE"] == "1" {
    let pure: Set = [
        "Contracts", "DedicatedThread", "EventReplay", "Ledger", "NaiveLedger", "ContractsTests",
        "DedicatedThreadTests",
        "LedgerTests", "MessageRules", "MessageRulesTests", "MessageRouting", "MessageRoutingTests", "Notifications",
        "NotificationsTests",
    ]
    package.targets.removeAll { !pure.contains($0.name) }
    package.products = []
    package.dependencies = []
}
