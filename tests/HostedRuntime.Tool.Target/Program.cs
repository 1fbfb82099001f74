using System.Globalization;
using HostedRuntime.Tool.Target;

// A process for the tests of the tool to look at. Writes "ready" when it is in its state, and ends with its input.
switch (args)
{
    case ["host"]:
        Hosted.Start();
        break;
    case ["tasks", var count]:
        Waiting.Start(int.Parse(count, CultureInfo.InvariantCulture));
        break;
    case ["stuck"]:
        Stuck.Start();
        break;
    case ["deadlock"]:
        Deadlocked.Start();
        break;
    case ["no-runtime"]:
        break;
    default:
        Console.Error.WriteLine("Arguments: host | tasks N | stuck | deadlock | no-runtime");
        return 2;
}

Console.WriteLine("ready");
Console.In.ReadToEnd();
// The stuck workers would keep an orderly end waiting.
Environment.Exit(0);
return 0;
