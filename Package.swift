// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [.treatAllWarnings(as: .error)]

let package = Package(
    name: "kauri",
    dependencies: [
        .package(url: "https://github.com/apple/swift-configuration", from: "1.4.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        // Shared: what both services are built on.
        .target(name: "Contracts", path: "Shared/Contracts", exclude: ["asyncapi.yaml"], swiftSettings: strict),
        .target(name: "DedicatedThread", path: "Shared/DedicatedThread", swiftSettings: strict),
        .target(
            name: "ServiceKit",
            dependencies: [
                .product(name: "Configuration", package: "swift-configuration"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Metrics", package: "swift-metrics"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ],
            path: "Shared/ServiceKit", swiftSettings: strict),

        .testTarget(name: "ContractsTests", dependencies: ["Contracts"], path: "Tests/ContractsTests", swiftSettings: strict),
        .testTarget(
            name: "DedicatedThreadTests", dependencies: ["DedicatedThread"], path: "Tests/DedicatedThreadTests",
            swiftSettings: strict),
        .testTarget(
            name: "ServiceKitTests",
            dependencies: ["ServiceKit", .product(name: "HummingbirdTesting", package: "hummingbird")],
            path: "Tests/ServiceKitTests", swiftSettings: strict),
    ]
)
