namespace HostedRuntime.Tool.Attaching;

/// <summary>A snapshot of a process could not be captured. The message is one line that says what to do.</summary>
internal sealed class AttachException : Exception
{
    public AttachException(string message)
        : base(message)
    {
    }

    public AttachException(string message, Exception cause)
        : base(message, cause)
    {
    }
}
