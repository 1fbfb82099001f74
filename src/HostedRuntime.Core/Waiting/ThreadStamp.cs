namespace HostedRuntime.Waiting;

/// <summary>
/// What a thread was before it ran code of users. Whatever that code did to its thread, this puts it back. Owner thread only.
/// </summary>
/// <remarks>
/// <para>Name and priority are fields of the thread object, so each poll compares them. The background flag is a call into the runtime of
/// .NET (3 ns), so it is compared where a thread stops polling, before it sleeps, and now and then while it is busy: the flag only matters
/// to a process that ends.</para>
/// <para>The culture of the thread is an AsyncLocal and goes back with the ExecutionContext. A pending interrupt cannot be seen without a
/// wait: each wait of the engine survives it instead (<see cref="Uninterrupted"/>).</para>
/// <para>.NET's ThreadPool restores the same three properties. It learns from a private field of the thread that one of them was
/// set.</para>
/// </remarks>
internal readonly struct ThreadStamp
{
    private readonly Thread _thread;
    private readonly string? _name;
    private readonly ThreadPriority _priority;
    private readonly bool _isBackground;

    private ThreadStamp(Thread thread)
    {
        _thread = thread;
        _name = thread.Name;
        _priority = thread.Priority;
        _isBackground = thread.IsBackground;
    }

    public static ThreadStamp OfThisThread() => new(Thread.CurrentThread);

    /// <summary>Restores what the next body would notice: name and priority.</summary>
    public void RestoreLooks()
    {
        if (!ReferenceEquals(_thread.Name, _name))
            _thread.Name = _name;
        if (_thread.Priority != _priority)
            _thread.Priority = _priority;
    }

    /// <summary>Restores what the process would notice: whether the thread keeps it alive.</summary>
    public void RestoreBackground()
    {
        if (_thread.IsBackground != _isBackground)
            _thread.IsBackground = _isBackground;
    }
}
