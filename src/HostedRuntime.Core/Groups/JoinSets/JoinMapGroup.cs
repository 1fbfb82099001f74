using HostedRuntime.Atomics;

namespace HostedRuntime.Groups;

/// <summary>The results of tasks by key. A member that is replaced stays until it has ended, but its result is not handed out.</summary>
/// <remarks>
/// The comparer is user code and may throw. It is called when a key is passed in, before anything is changed, and never again. A member
/// keeps its hash and is removed by its own reference, so the end of a task calls no user code.
/// </remarks>
/// <param name="owner">The owner of the tasks.</param>
/// <param name="comparer">Compares keys; null for the default comparer.</param>
/// <param name="resultOf">Makes the result of a task that has ended. Called under the lock.</param>
/// <typeparam name="TKey">The type of the keys.</typeparam>
/// <typeparam name="TResult">The type of the result as the map's user gets it, with or without a value.</typeparam>
internal sealed class JoinMapGroup<TKey, TResult>(TaskOwner owner, IEqualityComparer<TKey>? comparer, Func<JoinHandle, TResult> resultOf)
    : ResultGroup<KeyValuePair<TKey, TResult>>(owner, int.MaxValue, nameof(JoinMap<,>)) where TKey : notnull where TResult : struct
{
    private readonly IEqualityComparer<TKey> _comparer = comparer ?? EqualityComparer<TKey>.Default;

    /// <summary>The members whose results are handed out, ended or not. The value is the first of a chain for each hash.</summary>
    private readonly Dictionary<int, Member> _byHash = [];

    /// <summary>Returns the hash that <see cref="Spawn"/> needs. Called before the task is made, because the comparer may throw.</summary>
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
            // From now on its result is not handed out.
            replaced.Detach();
            replaced.AbortTask();
        }

        return task.AbortHandle;
    }

    /// <summary>Aborts the task under a key.</summary>
    /// <returns>True if there is one; otherwise false.</returns>
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

    /// <summary>Removes the member from its chain. Does nothing if it is out of it already.</summary>
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

        /// <summary>The next member in the chain of this hash.</summary>
        public Member? NextOfHash { get; set; }

        /// <summary>The task that this member replaces, until that task is aborted.</summary>
        public JoinHandle? Replaced { get; set; }

        public JoinHandle? TakeReplaced()
        {
            var replaced = Replaced;
            Replaced = null;
            return replaced;
        }
    }
}
