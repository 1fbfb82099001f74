namespace HostedRuntime;

/// <summary>The options of the dashboard of a host. Set them in <c>AddRuntimeDashboard</c>; later changes have no effect.</summary>
public sealed class RuntimeDashboardOptions
{
    /// <summary>The title of the pages, such as the name of the service.</summary>
    /// <value>The name of the application by default.</value>
    public string? Title { get; set; }

    /// <summary>
    /// The names of hosts under which the dashboard answers, besides the loopback names and addresses. A request with another name in its
    /// Host header gets status 400.
    /// </summary>
    /// <value>
    /// Names without a port; "*.example.com" stands for all names below example.com. Empty by default, so that only a browser on the same
    /// machine, or behind a tunnel to it, is answered.
    /// </value>
    public IList<string> AllowedHosts { get; } = [];

    /// <summary>
    /// Whether a page can abort a task. Callers need <c>RequireAuthorization</c> or <c>UseBrowserToken</c> for that in any case.
    /// </summary>
    /// <value>False by default: the pages only show.</value>
    public bool EnableActions { get; set; }
}
