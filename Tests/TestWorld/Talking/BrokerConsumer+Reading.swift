import RabbitMQ

extension BrokerConsumer {
    /// What has come, in spite of everything that happens to the broker; nil once the reading task is cancelled.
    ///
    /// An error that comes again and again is asked about again too: a test then fails for want of messages.
    public func nextUntilCancelled(maximumCount: Int, maximumBytes: Int) async -> DeliveryBatch? {
        while !Task.isCancelled {
            if let batch = try? await next(maximumCount: maximumCount, maximumBytes: maximumBytes) { return batch }
            try? await Task.sleep(for: .milliseconds(100))
        }
        return nil
    }
}
