namespace Starvation.Service;

/// <summary>The two forms of the service.</summary>
internal enum Form
{
    /// <summary>Handlers call the vendor on the ThreadPool, and start the mail as a task of which nobody keeps track.</summary>
    Plain,

    /// <summary>Calls of the vendor run on a runtime of their own, and the mail is a task that the host waits for.</summary>
    Runtimes,
}
