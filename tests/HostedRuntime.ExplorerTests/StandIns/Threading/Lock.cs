using HostedRuntime.Exploring;

namespace System.Threading;

/// <summary>Replaces the BCL's lock. The lock statement uses the type of this name in the project that is compiled.</summary>
internal sealed class Lock
{
    private readonly ModelLock _lock = new();

    public bool IsHeldByCurrentThread => ModelThread.Current is { } thread && _lock.IsHeldBy(thread);

    public Scope EnterScope()
    {
        if (ModelThread.Current is { } thread)
            _lock.Enter(thread);
        return new Scope(_lock);
    }

    public readonly ref struct Scope(ModelLock of)
    {
        public void Dispose()
        {
            if (ModelThread.Current is { } thread)
                of.Exit(thread);
        }
    }
}
