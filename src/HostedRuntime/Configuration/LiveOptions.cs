namespace HostedRuntime.Configuration;

/// <summary>The options of a runtime that are in force. A service with the runtime's name as key.</summary>
internal sealed class LiveOptions(RuntimeOptions options)
{
    private RuntimeOptions _current = options;

    /// <summary>The options in force. The object is never changed, only replaced. Any thread.</summary>
    public RuntimeOptions Current
    {
        get => Volatile.Read(ref _current);
        set => Volatile.Write(ref _current, value);
    }
}
