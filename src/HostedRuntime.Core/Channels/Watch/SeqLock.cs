using HostedRuntime.Atomics;

namespace HostedRuntime.Channels;

/// <summary>
/// A seqlock: a value of any size with a version. One thread at a time writes. Any number of threads read meanwhile, without a lock and
/// without writing shared state.
/// </summary>
/// <remarks>
/// The version is odd while the value is being written. A reader copies the value between two reads of the version. If both reads return
/// one even number, no thread wrote meanwhile. The pair is <see cref="Fence.Stores"/> in <see cref="Write"/> and <see cref="Fence.Loads"/>
/// in <see cref="TryRead"/>.
/// </remarks>
internal struct SeqLock<T>
{
    private RacyCell<T> _value;
    private AtomicLong _state;

    public SeqLock(T initial) => _value.Value = initial;

    /// <summary>The version of the last value that was written completely. Always even. Any thread.</summary>
    public readonly long Version => _state.Read() & ~1;

    /// <summary>Writes a value. Caller keeps other writers out.</summary>
    public void Write(T value)
    {
        var state = _state.ReadOwn();
        _state.Write(state + 1);
        // Pairs with Fence.Loads in TryRead: a reader that copies anything of the new value sees that the old version has ended.
        Fence.Stores();
        _value.Value = value;
        _state.Write(state + 2);
    }

    /// <summary>Copies the value and its version.</summary>
    /// <returns>True if the copy is good; false if the value is being written. Always true if the caller keeps the writers out.</returns>
    public readonly bool TryRead(out T value, out long version)
    {
        version = _state.Read();
        value = _value.Value;
        // Pairs with Fence.Stores in Write.
        Fence.Loads();
        return (version & 1) == 0 && _state.Read() == version;
    }
}
