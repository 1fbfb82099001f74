using OrderService;

await OrderApplication.Create(args).RunAsync();
