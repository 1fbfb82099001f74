namespace HostedRuntime.Configuration;

/// <summary>The options of a runtime that are in force. In the services under its name.</summary>
internal sealed class LiveOptions(RuntimeOptions options)
{
    private RuntimeOptions _current = options;

    /// <summary>Never changed, only replaced.</summary>
    public RuntimeOptions Current
    {
        get => Volatile.Read(ref _current);
        set => Volatile.Write(ref _current, value);
    }
}
