using System.Runtime.CompilerServices;

namespace HostedRuntime.Groups;

/// <summary>The results of tasks by key. A member that is replaced stays until it has ended, but is told to nobody.</summary>
internal sealed class KeyedGroup<TKey, T>(TaskOwner owner, IEqualityComparer<TKey>? comparer)
    : ResultGroup<KeyValuePair<TKey, JoinResult<T>>>(owner, int.MaxValue, nameof(JoinMap<,>)) where TKey : notnull
{
    /// <summary>Who is to be told under a key, ended or not.</summary>
    private readonly Dictionary<TKey, Member> _byKey = new(comparer);

    public AbortHandle Spawn(TKey key, JoinHandle<T> task)
    {
        var member = new Member(this, task, key);
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
        lock (Gate)
            return _byKey.GetValueOrDefault(key)?.Task;
    }

    protected override void AddLocked(GroupMember member, bool isRefused)
    {
        base.AddLocked(member, isRefused);
        var added = (Member)member;
        if (_byKey.TryGetValue(added.Key, out var old))
        {
            ReplaceLocked(old);
            added.Replaced = old.Task;
        }

        _byKey[added.Key] = added;
    }

    protected override KeyValuePair<TKey, JoinResult<T>> ItemLocked(GroupMember member)
    {
        ForgetLocked(member);
        return new(((Member)member).Key, new JoinResult<T>(Unsafe.As<JoinHandle<T>>(member.Task)));
    }

    protected override void ForgetLocked(GroupMember member)
    {
        var gone = (Member)member;
        if (_byKey.TryGetValue(gone.Key, out var now) && ReferenceEquals(now, gone))
            _byKey.Remove(gone.Key);
    }

    protected override void ForgetAllLocked() => _byKey.Clear();

    private sealed class Member(TaskGroup group, JoinHandle task, TKey key) : GroupMember(group, task)
    {
        public TKey Key { get; } = key;

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
