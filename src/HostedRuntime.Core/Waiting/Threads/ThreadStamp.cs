namespace HostedRuntime.Waiting;

/// <summary>
/// The name, priority and background flag of a thread before it ran user code. Restores them if that code has changed them. Owner thread
/// only.
/// </summary>
/// <remarks>
/// <para>Name and priority are fields of the thread object, so each poll compares them. To read the background flag is a call into the
/// runtime of .NET. The flag only matters when the process ends. So it is compared when the thread stops polling, before it sleeps, and
/// sometimes while it is busy.</para>
/// <para>The culture of the thread is an AsyncLocal and is restored with the ExecutionContext. Only a wait can find a pending interrupt, so
/// each wait of the engine survives it instead (<see cref="Uninterrupted"/>).</para>
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

    /// <summary>Restores the name and the priority, which the next body would notice.</summary>
    public void RestoreLooks()
    {
        if (!ReferenceEquals(_thread.Name, _name))
            _thread.Name = _name;
        if (_thread.Priority != _priority)
            _thread.Priority = _priority;
    }

    /// <summary>Restores the background flag, which decides whether the thread keeps the process alive.</summary>
    public void RestoreBackground()
    {
        if (_thread.IsBackground != _isBackground)
            _thread.IsBackground = _isBackground;
    }
}
