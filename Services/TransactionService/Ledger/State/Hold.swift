import Contracts

/// Money set aside on an account.
public struct Hold: Hashable, Sendable {
    /// Where a hold is in its life.
    public enum State: String, CaseIterable, Sendable {
        /// Something is still held.
        case pending
        /// All that was not captured was given back, or all was captured.
        case captured
        /// Given back without any capture.
        case voided
        /// Its time was over.
        case expired
    }

    /// Its number.
    public let id: HoldID
    /// On which account.
    public let account: AccountID
    /// How much was set aside, in minor units of the account's unit.
    public let amount: Int64
    /// When it was placed.
    public let placedAt: Timestamp
    /// When it expires.
    public let expiresAt: Timestamp
    /// The application's own reference.
    public let reference: String?
    /// A sentence for people.
    public let description: String?
    /// How much of it was captured; never more than ``amount``.
    public var captured: Int64
    /// How much of it was given back.
    public var released: Int64
    /// Where it is in its life.
    public var state: State

    /// Makes a hold.
    public init(
        id: HoldID, account: AccountID, amount: Int64, placedAt: Timestamp, expiresAt: Timestamp,
        reference: String? = nil, description: String? = nil, captured: Int64 = 0, released: Int64 = 0,
        state: State = .pending
    ) {
        self.id = id
        self.account = account
        self.amount = amount
        self.placedAt = placedAt
        self.expiresAt = expiresAt
        self.reference = reference
        self.description = description
        self.captured = captured
        self.released = released
        self.state = state
    }

    /// What is still held.
    public var remaining: Int64 { amount - captured - released }
}
