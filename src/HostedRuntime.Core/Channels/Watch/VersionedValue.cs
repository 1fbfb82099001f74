using HostedRuntime.Atomics;

namespace HostedRuntime.Channels;

/// <summary>
/// A value of any size with the number of times it was written. One thread at a time writes; any number read meanwhile, without a lock and
/// without writing a word.
/// </summary>
/// <remarks>
/// The word is odd while the value is being written. A reader copies the value between two looks at the word: the same even number in both says
/// that nobody wrote meanwhile. The pair: <see cref="Fence.Stores"/> in <see cref="Write"/>, <see cref="Fence.Loads"/> in <see cref="TryRead"/>.
/// </remarks>
internal struct VersionedValue<T>
{
    private RacyCell<T> _value;
    private AtomicLong _word;

    public VersionedValue(T initial) => _value.Value = initial;

    /// <summary>Even when it is at rest.</summary>
    public readonly long Version => _word.Read() & ~1;

    /// <summary>Writers only.</summary>
    public void Write(T value)
    {
        var word = _word.ReadOwn();
        _word.Write(word + 1);
        // Pairs with Fence.Loads in TryRead: whoever copies something of the new value sees that the old version is over.
        Fence.Stores();
        _value.Value = value;
        _word.Write(word + 2);
    }

    /// <summary>False: it is being written. Always true for a thread that keeps the writers out.</summary>
    public readonly bool TryRead(out T value, out long version)
    {
        version = _word.Read();
        value = _value.Value;
        // Pairs with Fence.Stores in Write.
        Fence.Loads();
        return (version & 1) == 0 && _word.Read() == version;
    }
}
