/// Who may send a type of command; `Command.allowed` names one of these sets or adds to one.
///
/// A command without an actor acts in the role `service`. The roles in ``people`` act only on what is their own: the actor's id must be
/// the id of the party that owns it. The others are not bound to ownership.
extension Set<Role> {
    /// Those who use the marketplace; each acts only on what is its own.
    public static let people: Set<Role> = [.user, .host, .vendor, .seller]

    /// Those who run the marketplace, for anybody.
    public static let operators: Set<Role> = [.admin, .service]

    /// People on what is their own, and operators for anybody.
    public static let peopleAndOperators: Set<Role> = people.union(operators)

    /// Those who sell to people over a counter, on what is their own, and operators.
    public static let sellersAndOperators: Set<Role> = operators.union([.vendor, .seller])

    /// Those who are paid by guests, on what is their own, and operators.
    public static let payeesAndOperators: Set<Role> = operators.union([.host, .vendor, .seller])

    /// Those through whom money comes in from outside or is called back, and operators.
    public static let providersAndOperators: Set<Role> = operators.union([.provider])

    /// What one person may not do for another: only administrators.
    public static let administrators: Set<Role> = [.admin]

    /// What the service sends to itself.
    public static let serviceAlone: Set<Role> = [.service]
}
