/// Every way in which a command or a query can fail, in the order in which the rules are checked.
///
/// The list is closed: a client may switch over it. It is told in full in `asyncapi.yaml`.
public enum ErrorCode: String, CaseIterable, Sendable {
    // 1. Reading the message. Nothing is stored: the same message id may be used again once the message is right.
    case replyToForbidden = "reply_to_forbidden"
    case messageTooLarge = "message_too_large"
    case unsupportedContent = "unsupported_content"
    case invalidUTF8 = "invalid_utf8"
    case nulCharacter = "nul_character"
    case malformedJSON = "malformed_json"
    case nestingTooDeep = "nesting_too_deep"
    case duplicateKey = "duplicate_key"
    case unknownType = "unknown_type"
    case missingField = "missing_field"
    case invalidField = "invalid_field"
    case invalidAmount = "invalid_amount"
    case amountNotPositive = "amount_not_positive"
    case unknownField = "unknown_field"
    case unknownCurrency = "unknown_currency"
    case tooManyDecimals = "too_many_decimals"
    case amountTooLarge = "amount_too_large"
    case linkedCommandInvalid = "linked_command_invalid"

    // 2. Who sends it.
    case forbidden = "forbidden"

    // 3. Whether it was answered before.
    case idempotencyKeyReused = "idempotency_key_reused"

    // 4. The ledger's rules. The refusal is stored under the message id and answered again, for ever.
    case deadlineExceeded = "deadline_exceeded"
    case unitExists = "unit_exists"
    case partyNotFound = "party_not_found"
    case partyExists = "party_exists"
    case partyErased = "party_erased"
    case phoneNumberTaken = "phone_number_taken"
    case accountNotFound = "account_not_found"
    case accountExists = "account_exists"
    case bankAccountNotFound = "bank_account_not_found"
    case bankAccountExists = "bank_account_exists"
    case bankAccountInUse = "bank_account_in_use"
    case noPrimaryBankAccount = "no_primary_bank_account"
    case currencyMismatch = "currency_mismatch"
    case versionUnavailable = "version_unavailable"
    case versionConflict = "version_conflict"
    case statusConflict = "status_conflict"
    case accountNotEmpty = "account_not_empty"
    case overdraftInUse = "overdraft_in_use"
    case holdNotFound = "hold_not_found"
    case holdClosed = "hold_closed"
    case holdExpired = "hold_expired"
    case holdNotExpired = "hold_not_expired"
    case captureExceedsHold = "capture_exceeds_hold"
    case jobNotFound = "job_not_found"
    case jobNotExpired = "job_not_expired"
    case chargeSaleNotFound = "charge_sale_not_found"
    case creditRequestNotFound = "credit_request_not_found"
    case withdrawalNotFound = "withdrawal_not_found"
    case flagNotFound = "flag_not_found"
    case requestClosed = "request_closed"
    case payoutNotDue = "payout_not_due"
    case nothingToPayOut = "nothing_to_pay_out"
    case transactionNotFound = "transaction_not_found"
    case transactionNotReversible = "transaction_not_reversible"
    case transactionAlreadyReversed = "transaction_already_reversed"
    case transactionAlreadyRefunded = "transaction_already_refunded"
    case transactionNotRefundable = "transaction_not_refundable"
    case refundExceedsOriginal = "refund_exceeds_original"
    case sameAccount = "same_account"
    case unbalanced
    case accountSuspended = "account_suspended"
    case accountDeactivated = "account_deactivated"
    case balanceOverflow = "balance_overflow"
    case amountBelowMinimum = "amount_below_minimum"
    case amountAboveMaximum = "amount_above_maximum"
    case dailyLimitExceeded = "daily_limit_exceeded"
    case riskDenied = "risk_denied"
    case insufficientFunds = "insufficient_funds"
    case linkedFailed = "linked_failed"

    // 5. The rules of conversations and of what people have chosen. A command's refusal is stored under its message id; a message that
    // is refused for such a reason may be sent again.
    case conversationNotFound = "conversation_not_found"
    case conversationExists = "conversation_exists"
    case conversationFull = "conversation_full"
    case notAMember = "not_a_member"
    case alreadyAMember = "already_a_member"
    case settingsFull = "settings_full"

    // 6. The way of a message to people. Nothing is stored.
    case senderBlocked = "sender_blocked"
    case rateLimited = "rate_limited"
    case mailboxFull = "mailbox_full"

    // 7. What only a query asks for.
    case outcomeNotFound = "outcome_not_found"
    case messageNotFound = "message_not_found"
    case searchUnavailable = "search_unavailable"

    // 8. The service itself. Nothing is stored.
    case unavailable
    case internalError = "internal_error"

    /// Where in a command's way a code arises.
    public enum Stage: Sendable {
        case reading, authorisation, idempotency, ledger, messaging, delivery, query, service
    }

    /// Where this code arises; stages are checked in the order of their declaration.
    public var stage: Stage {
        switch self {
        case .messageTooLarge, .unsupportedContent, .replyToForbidden, .invalidUTF8, .nulCharacter, .malformedJSON,
            .nestingTooDeep, .duplicateKey, .unknownType, .missingField, .unknownField, .invalidField, .invalidAmount,
            .amountNotPositive, .unknownCurrency, .tooManyDecimals, .amountTooLarge, .linkedCommandInvalid:
            .reading
        case .forbidden: .authorisation
        case .idempotencyKeyReused: .idempotency
        case .conversationNotFound, .conversationExists, .conversationFull, .notAMember, .alreadyAMember, .settingsFull:
            .messaging
        case .senderBlocked, .rateLimited, .mailboxFull: .delivery
        case .outcomeNotFound, .messageNotFound, .searchUnavailable: .query
        case .unavailable, .internalError: .service
        default: .ledger
        }
    }

    /// Whether the refusal is kept under the message id, so that the same message is answered the same way for ever.
    public var isStored: Bool { stage == .ledger || stage == .messaging }

    /// Whether the same command may succeed later under a *new* message id without any change to its content.
    public var isRetriable: Bool {
        switch self {
        case .partyNotFound, .accountNotFound, .unknownCurrency, .accountSuspended, .accountDeactivated,
            .insufficientFunds,
            .balanceOverflow, .statusConflict, .accountNotEmpty, .overdraftInUse, .holdNotFound, .holdNotExpired,
            .transactionNotFound, .bankAccountNotFound, .bankAccountInUse, .noPrimaryBankAccount, .jobNotFound,
            .jobNotExpired, .chargeSaleNotFound, .creditRequestNotFound, .withdrawalNotFound, .flagNotFound,
            .payoutNotDue, .nothingToPayOut, .dailyLimitExceeded, .riskDenied, .linkedFailed, .conversationNotFound,
            .conversationFull, .notAMember, .settingsFull, .senderBlocked, .rateLimited, .mailboxFull, .outcomeNotFound,
            .messageNotFound, .unavailable, .internalError:
            true
        default:
            false
        }
    }
}
