namespace HostedRuntime.Exploring;

/// <summary>A store that its thread has made and that other threads do not see yet.</summary>
internal abstract class PendingStore
{
    /// <summary>The cell or the lock that is stored to.</summary>
    public abstract object Target { get; }

    public abstract void Flush();
}

/// <inheritdoc />
internal sealed class CellStore<T>(Cell<T> cell, T value) : PendingStore
{
    public override object Target => cell;

    public T Value => value;

    public override void Flush() => cell.Value = value;
}

/// <summary>The release of a lock.</summary>
internal sealed class ReleaseStore(ModelLock of) : PendingStore
{
    public override object Target => of;

    public override void Flush() => of.Free();
}
