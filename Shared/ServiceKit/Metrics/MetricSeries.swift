import CoreMetrics
import Synchronization

/// One metric with one set of labels. It is the handle that swift-metrics writes to.
protocol MetricSeries: AnyObject, Sendable {
    /// The family and labels under which the registry knows this series.
    var identity: SeriesIdentity { get }

    /// Writes the samples of this series.
    func expose(to page: inout ExpositionPage)
}

struct SeriesIdentity: Sendable {
    let family: String
    let labels: SeriesLabels
}

/// A counter. Whole and fractional increments are kept apart, so that whole ones stay exact and need one atomic addition.
final class CounterSeries: MetricSeries, CounterHandler, FloatingPointCounterHandler {
    let identity: SeriesIdentity
    private let whole = Atomic<Int64>(0)
    private let fractional = AtomicDouble()

    init(_ identity: SeriesIdentity) {
        self.identity = identity
    }

    func increment(by amount: Int64) {
        guard amount > 0 else { return }
        whole.wrappingAdd(amount, ordering: .relaxed)
    }

    func increment(by amount: Double) {
        guard amount > 0, amount.isFinite else { return }
        fractional.add(amount)
    }

    func reset() {
        whole.store(0, ordering: .relaxed)
        fractional.store(0)
    }

    func expose(to page: inout ExpositionPage) {
        let whole = whole.load(ordering: .relaxed)
        let fractional = fractional.load()
        page.sample(
            identity.family, identity.labels,
            fractional == 0 ? String(whole) : ExpositionPage.number(Double(whole) + fractional))
    }
}

/// A gauge: a meter, or a recorder that does not aggregate.
final class GaugeSeries: MetricSeries, MeterHandler, RecorderHandler {
    let identity: SeriesIdentity
    private let value = AtomicDouble()

    init(_ identity: SeriesIdentity) {
        self.identity = identity
    }

    func set(_ value: Int64) { self.value.store(Double(value)) }
    func set(_ value: Double) { self.value.store(value) }
    func increment(by amount: Double) { value.add(amount) }
    func decrement(by amount: Double) { value.add(-amount) }
    func record(_ value: Int64) { set(value) }
    func record(_ value: Double) { set(value) }

    func expose(to page: inout ExpositionPage) {
        page.sample(identity.family, identity.labels, ExpositionPage.number(value.load()))
    }
}

/// A floating-point number that threads may add to.
final class AtomicDouble: Sendable {
    private let bits = Atomic<UInt64>(0)

    func load() -> Double { Double(bitPattern: bits.load(ordering: .relaxed)) }

    func store(_ value: Double) { bits.store(value.bitPattern, ordering: .relaxed) }

    func add(_ amount: Double) {
        var current = bits.load(ordering: .relaxed)
        while true {
            let sum = (Double(bitPattern: current) + amount).bitPattern
            let result = bits.weakCompareExchange(expected: current, desired: sum, ordering: .relaxed)
            if result.exchanged { return }
            current = result.original
        }
    }
}
