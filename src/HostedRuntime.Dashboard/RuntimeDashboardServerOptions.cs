namespace HostedRuntime;

/// <summary>The options of the server that shows the dashboard of a host without ASP.NET Core.</summary>
public sealed class RuntimeDashboardServerOptions
{
    /// <summary>The port on the loopback addresses.</summary>
    /// <value>0 to 65535; 6670 by default. 0 lets the system choose, and the log has the choice.</value>
    public int Port { get; set; } = 6670;
}
