import Metrics
import ServiceKit

/// What is counted of instances.
struct MembershipMetrics: Sendable {
    let instances = Meter(label: "kauri_instances")
    let partitions = Meter(label: "kauri_partitions")
    let fenced = Counter(label: "kauri_leases_fenced")
    let lost = Counter(label: "kauri_leases_lost")

    /// What each of them means, for `/metrics` and the documentation.
    static let all: [MetricDescription] = [
        MetricDescription("kauri_instances", .gauge, "Instances that share the partitions, as this one sees them"),
        MetricDescription("kauri_partitions", .gauge, "Partitions that this instance serves"),
        MetricDescription(
            "kauri_leases_fenced", .counter, "Instances that were gone and whose lease this one has ended"),
        MetricDescription(
            "kauri_leases_lost", .counter, "Leases that this instance has lost; it goes on under a new one"),
    ]
}
