namespace HostedRuntime.Exploring;

/// <summary>Memory behind one shared word. Threads that are not part of an execution (they set up and check) see it as it is.</summary>
internal abstract class Cell;

/// <inheritdoc />
internal sealed class Cell<T>(T value) : Cell
{
    /// <summary>What has reached memory.</summary>
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

    /// <summary>No point of its own: nothing that another thread does may matter to it. If it does, it still meets the store buffers.</summary>
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

    /// <summary>First half of an interlocked operation: the newest value, with nothing of this thread on its way any more.</summary>
    public T Begin()
    {
        if (ModelThread.Current is not { } thread)
            return Value;
        thread.Execution.Point(thread);
        thread.Execution.Memory.Drain(thread);
        return thread.Execution.Memory.Load(thread, this);
    }

    /// <summary>Second half: nobody came between.</summary>
    public void End(string verb, T before, T after)
    {
        Value = after;
        ModelThread.Current?.Execution.Note(ModelThread.Current, verb, before, after);
    }

    // References as the hardware compares them: two equal delegates are two values.
    private static bool AreSame(T one, T other)
        => typeof(T).IsValueType ? EqualityComparer<T>.Default.Equals(one, other) : ReferenceEquals(one, other);
}
