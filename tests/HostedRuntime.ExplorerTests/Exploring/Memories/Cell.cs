namespace HostedRuntime.Exploring;

/// <summary>
/// The memory of one shared field. Threads that are not part of an execution set up and check the model, and see the memory directly.
/// </summary>
internal abstract class Cell;

/// <inheritdoc />
internal sealed class Cell<T>(T value) : Cell
{
    /// <summary>The value that has reached memory.</summary>
    public T Value { get; set; } = value;

    public T Read()
    {
        if (ModelThread.Current is not { } thread)
            return Value;
        thread.Execution.Point(thread);
        var value = thread.Execution.Memory.Load(thread, this);
        thread.Execution.Note(thread, "reads", value);
        return value;
    }

    /// <summary>
    /// Reads without a scheduling point, because no other thread should affect the result. If another thread does, the read still takes the
    /// store buffers into account.
    /// </summary>
    public T ReadOwn() => ModelThread.Current is { } thread ? thread.Execution.Memory.Load(thread, this) : Value;

    public void Write(T value)
    {
        if (ModelThread.Current is not { } thread)
        {
            Value = value;
            return;
        }

        thread.Execution.Point(thread);
        thread.Execution.Memory.Store(thread, new CellStore<T>(this, value));
        thread.Execution.Note(thread, "writes", value);
    }

    public T Exchange(T value)
    {
        var before = Begin();
        End("exchanges", before, value);
        return before;
    }

    public T CompareExchange(T value, T comparand)
    {
        var before = Begin();
        if (AreSame(before, comparand))
            End("compare-exchanges", before, value);
        else
            ModelThread.Current?.Execution.Note(ModelThread.Current, "compare-exchanges in vain, there is", before);
        return before;
    }

    /// <summary>Begins an interlocked operation: drains the store buffer of this thread.</summary>
    /// <returns>The newest value.</returns>
    public T Begin()
    {
        if (ModelThread.Current is not { } thread)
            return Value;
        thread.Execution.Point(thread);
        thread.Execution.Memory.Drain(thread);
        return thread.Execution.Memory.Load(thread, this);
    }

    /// <summary>Ends an interlocked operation. No other thread runs between its two halves.</summary>
    public void End(string verb, T before, T after)
    {
        Value = after;
        ModelThread.Current?.Execution.Note(ModelThread.Current, verb, before, after);
    }

    // References are compared as the hardware does: two equal delegates are two values.
    private static bool AreSame(T one, T other)
        => typeof(T).IsValueType ? EqualityComparer<T>.Default.Equals(one, other) : ReferenceEquals(one, other);
}
