using HostedRuntime.Atomics;

namespace HostedRuntime.Groups;

/// <summary>The results of tasks by key. A member that is replaced stays until it has ended, but is told to nobody.</summary>
/// <remarks>
/// The comparer is the user's, and may throw: it is asked when a key comes from outside, before anything is changed, and never again. A member
/// keeps its hash, and leaves by its own reference, so the end of a task calls no code of the user.
/// </remarks>
/// <param name="owner">The owner of the tasks.</param>
/// <param name="comparer">Tells keys apart; null: the default one.</param>
/// <param name="resultOf">Makes the result of a task that has ended. Called under the lock.</param>
/// <typeparam name="TKey">What tasks are found by.</typeparam>
/// <typeparam name="TResult">The result as the map's user sees it, with or without a value.</typeparam>
internal sealed class JoinMapGroup<TKey, TResult>(TaskOwner owner, IEqualityComparer<TKey>? comparer, Func<JoinHandle, TResult> resultOf)
    : ResultGroup<KeyValuePair<TKey, TResult>>(owner, int.MaxValue, nameof(JoinMap<,>)) where TKey : notnull where TResult : struct
{
    private readonly IEqualityComparer<TKey> _comparer = comparer ?? EqualityComparer<TKey>.Default;

    /// <summary>The members that are to be told under a key, ended or not: for each hash the first of a chain.</summary>
    private readonly Dictionary<int, Member> _byHash = [];

    /// <summary>What <see cref="Spawn"/> needs of a key. Before the task is made: the comparer may throw.</summary>
    public int HashOf(TKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return _comparer.GetHashCode(key);
    }

    public AbortHandle Spawn(TKey key, int hash, JoinHandle task)
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

    /// <summary>Aborts the task under a key.</summary>
    /// <returns>False if there is none.</returns>
    public bool Abort(TKey key)
    {
        if (Find(key) is not { } task)
            return false;
        task.Abort();
        return true;
    }

    public JoinHandle? Find(TKey key)
    {
        var hash = HashOf(key);
        using (Gate.Hold())
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

    protected override KeyValuePair<TKey, TResult> ItemLocked(GroupMember member)
    {
        ForgetLocked(member);
        return new(((Member)member).Key, resultOf(member.Task));
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
