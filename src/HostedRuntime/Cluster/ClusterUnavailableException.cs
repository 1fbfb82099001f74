namespace HostedRuntime;

/// <summary>Thrown if no node, or no store, of the cluster answered within the stated time. The call may be tried again.</summary>
public sealed class ClusterUnavailableException : Exception
{
    /// <summary>Creates an exception without a cause.</summary>
    public ClusterUnavailableException() : this("The cluster is not available.")
    {
    }

    /// <summary>Creates an exception without a cause.</summary>
    /// <param name="message">The message.</param>
    public ClusterUnavailableException(string message) : base(message)
    {
    }

    /// <summary>Creates an exception.</summary>
    /// <param name="message">The message.</param>
    /// <param name="innerException">The cause, for example of the store.</param>
    public ClusterUnavailableException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
