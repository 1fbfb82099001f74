using System.Runtime.CompilerServices;

namespace HostedRuntime.Groups;

/// <summary>The results of tasks by key. A member that is replaced stays until it has ended, but is told to nobody.</summary>
/// <remarks>
/// The comparer is the user's, and may throw: it is asked when a key comes from outside, before anything is changed, and never again. A member
/// keeps its hash, and leaves by its own reference, so the end of a task calls no code of the user.
/// </remarks>
internal sealed class KeyedGroup<TKey, T>(TaskOwner owner, IEqualityComparer<TKey>? comparer)
    : ResultGroup<KeyValuePair<TKey, JoinResult<T>>>(owner, int.MaxValue, nameof(JoinMap<,>)) where TKey : notnull
{
    private readonly IEqualityComparer<TKey> _comparer = comparer ?? EqualityComparer<TKey>.Default;

    /// <summary>The members that are to be told under a key, ended or not: for each hash the first of a chain.</summary>
    private readonly Dictionary<int, Member> _byHash = [];

    /// <summary>What <see cref="Spawn"/> needs of a key. Before the task is made: the comparer may throw.</summary>
    public int HashOf(TKey key) => _comparer.GetHashCode(key);

    public AbortHandle Spawn(TKey key, int hash, JoinHandle<T> task)
    {
        var member = new Member(this, task, key, hash);
        Admit(member);
        if (member.TakeReplaced() is { } replaced)
        {
            // Its result is seen by nobody from now on.
            replaced.Detach();
            replaced.AbortTask();
        }

        return task.AbortHandle;
    }

    public JoinHandle? Find(TKey key)
    {
        var hash = HashOf(key);
        lock (Gate)
            return FindLocked(key, hash)?.Task;
    }

    protected override void AddLocked(GroupMember member, bool isRefused)
    {
        var added = (Member)member;
        var old = FindLocked(added.Key, added.Hash);
        base.AddLocked(member, isRefused);
        if (old is not null)
        {
            ReplaceLocked(old);
            ForgetLocked(old);
            added.Replaced = old.Task;
        }

        added.NextOfHash = _byHash.GetValueOrDefault(added.Hash);
        _byHash[added.Hash] = added;
    }

    protected override KeyValuePair<TKey, JoinResult<T>> ItemLocked(GroupMember member)
    {
        ForgetLocked(member);
        return new(((Member)member).Key, new JoinResult<T>(Unsafe.As<JoinHandle<T>>(member.Task)));
    }

    /// <summary>Takes the member out of its chain. One that is out already stays out.</summary>
    protected override void ForgetLocked(GroupMember member)
    {
        var gone = (Member)member;
        if (!_byHash.TryGetValue(gone.Hash, out var before))
            return;
        if (ReferenceEquals(before, gone))
        {
            if (gone.NextOfHash is { } next)
                _byHash[gone.Hash] = next;
            else
                _byHash.Remove(gone.Hash);
            return;
        }

        while (before is not null && !ReferenceEquals(before.NextOfHash, gone))
            before = before.NextOfHash;
        if (before is not null)
            before.NextOfHash = gone.NextOfHash;
    }

    protected override void ForgetAllLocked() => _byHash.Clear();

    private Member? FindLocked(TKey key, int hash)
    {
        var member = _byHash.GetValueOrDefault(hash);
        while (member is not null && !_comparer.Equals(member.Key, key))
            member = member.NextOfHash;
        return member;
    }

    private sealed class Member(TaskGroup group, JoinHandle task, TKey key, int hash) : GroupMember(group, task)
    {
        public TKey Key { get; } = key;

        public int Hash { get; } = hash;

        /// <summary>In the chain of members whose keys have this hash.</summary>
        public Member? NextOfHash { get; set; }

        /// <summary>Whose place it took, until that one is aborted.</summary>
        public JoinHandle? Replaced { get; set; }

        public JoinHandle? TakeReplaced()
        {
            var replaced = Replaced;
            Replaced = null;
            return replaced;
        }
    }
}
