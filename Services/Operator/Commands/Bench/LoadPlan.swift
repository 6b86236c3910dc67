/// How a stack is loaded.
struct LoadPlan: Sendable {
    /// Sending goes on for so long, in seconds.
    var duration: Double
    /// Commands in a message; 1 for no batches.
    var batch: Int
    /// Commands a second, sent whether or not answers come; nil to send as fast as answers come.
    var rate: Int?
    /// The most commands that may wait for an answer.
    var window: Int

    /// How long nothing may be answered before the run is given up, and how long the last answers may take, in seconds.
    static let patience: Double = 30
}
