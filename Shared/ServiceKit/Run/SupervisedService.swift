import Logging
import ServiceLifecycle

/// A part of the service whose end is noticed: a part that ends without being asked to is a failure.
struct SupervisedService: Service, CustomStringConvertible {
    let service: any Service
    let stop: StopState
    let logger: Logger

    /// The part's own description only when it has one: the default one of a structure would show all its properties.
    var description: String {
        (service as? any CustomStringConvertible)?.description ?? "\(type(of: service))"
    }

    func run() async throws {
        do {
            try await service.run()
        } catch {
            if Task.isCancelled { stop.noteCancellation() }
            if stop.hasBegun && error is CancellationError { throw error }
            logger.error("A part of the service failed", metadata: ["part": "\(self)", "error": "\(error)"])
            stop.begin(because: "\(self) failed")
            throw error
        }
        if Task.isCancelled { stop.noteCancellation() }
        guard stop.hasBegun else {
            logger.error("A part of the service ended without being asked to", metadata: ["part": "\(self)"])
            stop.begin(because: "\(self) ended")
            throw ServiceFailure.partFailed("\(self) ended without being asked to")
        }
        // A part may notice by itself that the service stops. The group takes an end before its turn for a failure.
        try? await gracefulShutdown()
    }

    var configuration: ServiceGroupConfiguration.ServiceConfiguration {
        ServiceGroupConfiguration.ServiceConfiguration(
            service: self, successTerminationBehavior: .gracefullyShutdownGroup,
            failureTerminationBehavior: .gracefullyShutdownGroup, serviceName: description)
    }
}

/// Builds the parts of the service and runs them. It is a part itself, so that health is served while the others start.
struct MainService: Service {
    let context: ServiceContext
    let stop: StopState
    let limit: Duration
    let build: @Sendable (ServiceContext) async throws -> [any Service]

    func run() async throws {
        let start = context.health.register("start")
        let parts: [any Service]
        do {
            parts = try await cancelWhenGracefulShutdown { try await build(context) }
        } catch {
            guard stop.hasBegun else { throw error }
            context.logger.notice("Asked to stop before the start was complete", metadata: ["error": "\(error)"])
            return
        }
        start.report(.ok)
        context.logger.notice("Started", metadata: ["parts": "\(parts.count)"])
        guard !parts.isEmpty else {
            try await gracefulShutdown()
            return
        }
        var group = ServiceGroupConfiguration(
            services: parts.map {
                SupervisedService(service: $0, stop: stop, logger: context.logger).configuration
            },
            logger: context.logger)
        group.maximumGracefulShutdownDuration = limit
        try await ServiceGroup(configuration: group).run()
    }
}

/// Notices before all other parts that the service stops: the group stops its parts in reverse order.
struct StopListener: Service {
    let stop: StopState

    func run() async throws {
        try await gracefulShutdown()
        stop.begin(because: "asked to")
    }
}
