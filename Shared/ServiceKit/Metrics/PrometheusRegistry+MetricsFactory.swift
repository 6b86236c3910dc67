import CoreMetrics

extension PrometheusRegistry: MetricsFactory {
    /// A counter handle.
    public func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        counter(label, dimensions)
    }

    /// A counter handle that takes fractions.
    public func makeFloatingPointCounter(
        label: String, dimensions: [(String, String)]
    ) -> any FloatingPointCounterHandler {
        counter(label, dimensions)
    }

    /// A gauge handle.
    public func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        gauge(label, dimensions)
    }

    /// A histogram handle when `aggregate`, else a gauge handle.
    public func makeRecorder(
        label: String, dimensions: [(String, String)], aggregate: Bool
    ) -> any RecorderHandler {
        aggregate ? histogram(label, .histogram, dimensions) : gauge(label, dimensions)
    }

    /// A histogram handle in seconds.
    public func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        histogram(label, .timer, dimensions)
    }

    /// Forgets the series when this was its last handle.
    public func destroyCounter(_ handler: any CounterHandler) { release(handler) }
    /// Forgets the series when this was its last handle.
    public func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) { release(handler) }
    /// Forgets the series when this was its last handle.
    public func destroyMeter(_ handler: any MeterHandler) { release(handler) }
    /// Forgets the series when this was its last handle.
    public func destroyRecorder(_ handler: any RecorderHandler) { release(handler) }
    /// Forgets the series when this was its last handle.
    public func destroyTimer(_ handler: any TimerHandler) { release(handler) }

    private func counter(_ label: String, _ dimensions: [(String, String)]) -> CounterSeries {
        series(label, .counter, dimensions) { identity, _ in CounterSeries(identity) }
    }

    private func gauge(_ label: String, _ dimensions: [(String, String)]) -> GaugeSeries {
        series(label, .gauge, dimensions) { identity, _ in GaugeSeries(identity) }
    }

    private func histogram(
        _ label: String, _ kind: MetricDescription.Kind, _ dimensions: [(String, String)]
    ) -> HistogramSeries {
        series(label, kind, dimensions) { identity, description in
            HistogramSeries(identity, bounds: description.buckets)
        }
    }

    /// Finds or makes the series. One that may not be exposed works all the same, so that callers need not care.
    private func series<Series: MetricSeries>(
        _ label: String, _ kind: MetricDescription.Kind, _ dimensions: [(String, String)],
        make: (SeriesIdentity, MetricDescription) -> Series
    ) -> Series {
        let name = MetricName.exposed(label, kind)
        let labels = SeriesLabels(dimensions)
        return state.withLock { state in
            guard var family = state.family(name, kind) else {
                let identity = SeriesIdentity(family: name, labels: labels)
                return make(identity, MetricDescription(label, kind, ""))
            }
            defer { state.families[name] = family }
            if let (known, users) = family.series[labels], let series = known as? Series {
                family.series[labels] = (series, users + 1)
                return series
            }
            guard family.series.count < seriesPerMetric else {
                family.overflowed += 1
                if let series = family.overflow as? Series { return series }
                let series = make(SeriesIdentity(family: name, labels: .overflow), family.description)
                family.overflow = series
                return series
            }
            let series = make(SeriesIdentity(family: name, labels: labels), family.description)
            family.series[labels] = (series, 1)
            return series
        }
    }

    private func release(_ handler: AnyObject) {
        guard let series = handler as? any MetricSeries else { return }
        let identity = series.identity
        state.withLock { state in
            guard let (known, users) = state.families[identity.family]?.series[identity.labels], known === series
            else { return }
            state.families[identity.family]?.series[identity.labels] = users > 1 ? (known, users - 1) : nil
        }
    }
}

extension PrometheusRegistry.State {
    /// The family of that name and kind; `nil`, and counted, when it may not be exposed.
    fileprivate mutating func family(_ name: String, _ kind: MetricDescription.Kind) -> MetricFamily? {
        if let family = families[name], family.description.kind == kind { return family }
        let described = descriptions[name].flatMap { $0.kind == kind ? $0 : nil }
        let description = described ?? MetricDescription(name, kind, "Not described.")
        let names = MetricFamily.sampleNames(description)
        // Names that begin with process_ are those of ProcessMetrics.
        let isFree = !name.hasPrefix("process_") && names.allSatisfy { owners[$0] == nil }
        guard isFree, families.count < PrometheusRegistry.mostFamilies else {
            rejected += 1
            return nil
        }
        for sample in names { owners[sample] = name }
        return MetricFamily(description: description)
    }
}
