import Contracts

extension Session {
    /// What a session holds while it reads what it missed.
    struct CatchUp: Sendable {
        /// From here on, and only from here on, committed records are in the buffer: reading ends here or beyond.
        var target: Position
        /// Records that were read and not handed over.
        var page = Fifo<Frame>()
        /// Records that were committed meanwhile.
        var buffer: [Frame] = []
        var bufferedBytes = 0
        /// The question that is under way.
        var question: (ticket: UInt64, since: Timestamp)?
        /// Not before then.
        var pauseUntil: Timestamp?
    }

    /// One question of `stream.read`.
    public struct PageQuestion: Hashable, Sendable {
        /// Returned with the answer; an answer to an earlier question is ignored.
        public var ticket: UInt64
        /// After which position.
        public var after: Position
        /// How many records at most.
        public var limit: Int
    }

    /// What an answer shows.
    public enum PageVerdict: Hashable, Sendable {
        case taken
        /// It belongs to no question that is under way.
        case ignored
        /// The client's cursor lies beyond the end of the log: nobody gave it that.
        case impossibleCursor
    }

    /// The person's streams are known: from here on the session hears of all commits, so it reads up to here.
    ///
    /// - Parameter position: how far the follower is.
    mutating func begin(at position: Position) {
        guard case .waiting = phase else { return }
        phase = merged == position ? .live : .catchingUp(CatchUp(target: position))
    }

    /// Whether a page is to be asked for: none is under way, there is room, and there is need.
    func wantsPage(at now: Timestamp) -> Bool {
        guard case .catchingUp(let state) = phase else { return false }
        return state.page.isEmpty && !isWaitingForClient && !isRead(to: state.target)
            && state.pauseUntil.map { $0 <= now } ?? true && (state.question == nil || isReadOverdue(at: now))
    }

    /// Whether a page was asked for too long ago.
    func isReadOverdue(at now: Timestamp) -> Bool {
        guard case .catchingUp(let state) = phase, let since = state.question?.since else { return false }
        return now >= since.adding(microseconds: settings.readTimeout)
    }

    /// The page to ask for now; nil where none is wanted.
    mutating func pageQuestion(at now: Timestamp, ticket: UInt64) -> PageQuestion? {
        guard wantsPage(at: now), case .catchingUp(var state) = phase else { return nil }
        state.question = (ticket, now)
        state.pauseUntil = nil
        phase = .catchingUp(state)
        return PageQuestion(ticket: ticket, after: merged, limit: settings.pageSize)
    }

    /// A page has come.
    ///
    /// - Parameters:
    ///   - next: up to where it is complete.
    ///   - head: where the log ended when it was read.
    mutating func page(
        _ records: [LogRecord], next: Position, head: Position, ticket: UInt64, at now: Timestamp,
        _ budget: inout MemoryBudget
    ) -> PageVerdict {
        guard case .catchingUp(var state) = phase, state.question?.ticket == ticket else { return .ignored }
        guard head >= merged else { return .impossibleCursor }
        state.question = nil
        isConfirmed = true
        for record in records where record.position > merged && record.position <= next {
            let frame = Frame(record)
            budget.take(frame.json.count)
            state.page.append(frame)
        }
        if next <= merged, merged < state.target { state.pauseUntil = now.adding(microseconds: settings.readPause) }
        merged = max(merged, next)
        phase = .catchingUp(state)
        return .taken
    }

    /// A page could not be read.
    mutating func pageFailed(ticket: UInt64, at now: Timestamp) {
        guard case .catchingUp(var state) = phase, state.question?.ticket == ticket else { return }
        state.question = nil
        state.pauseUntil = now.adding(microseconds: settings.readPause)
        phase = .catchingUp(state)
    }

    /// A committed record while the session catches up: kept, or, where there are too many, read later.
    ///
    /// - Parameter position: how far the follower is, past this record and all others that are told with it.
    mutating func buffer(_ frame: Frame, followerAt position: Position) {
        guard case .catchingUp(var state) = phase, let place = frame.position, place > merged, place > state.target
        else { return }
        phase = .waiting  // The state is moved out and back, so that its arrays are not copied.
        if state.buffer.count < settings.mostBuffered,
            state.bufferedBytes + frame.json.count <= settings.mostBufferedBytes
        {
            state.buffer.append(frame)
            state.bufferedBytes += frame.json.count
        } else {
            state.buffer = []
            state.bufferedBytes = 0
            state.target = max(state.target, position)
        }
        phase = .catchingUp(state)
    }

    /// Whether reading has reached a position; a cursor that nobody has confirmed yet has to be shown to the store once.
    func isRead(to target: Position) -> Bool { merged >= target && isConfirmed }

    /// Everything is read and handed over: what was committed meanwhile follows, and the session is live.
    mutating func endCatchUp(_ state: CatchUp, followerAt position: Position, _ budget: inout MemoryBudget) {
        phase = .live
        for frame in state.buffer where frame.position.map({ $0 > merged }) ?? false { put(frame, &budget) }
        merged = max(merged, position)
    }
}
