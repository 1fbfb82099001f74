namespace HostedRuntime.Groups;

/// <summary>
/// A doubly linked list of members in order. A member is in at most one list at a time. Caller holds the lock of the group.
/// </summary>
internal struct MemberList
{
    public int Count { get; private set; }

    public GroupMember? First { get; private set; }

    public GroupMember? Last { get; private set; }

    public void Add(GroupMember member)
    {
        member.Previous = Last;
        if (Last is null)
            First = member;
        else
            Last.Next = member;
        Last = member;
        Count++;
    }

    public void Remove(GroupMember member)
    {
        if (member.Previous is null)
            First = member.Next;
        else
            member.Previous.Next = member.Next;
        if (member.Next is null)
            Last = member.Previous;
        else
            member.Next.Previous = member.Previous;
        member.Next = member.Previous = null;
        Count--;
    }
}
